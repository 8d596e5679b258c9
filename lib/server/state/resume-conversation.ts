import type { ContextVariables } from '../../agent/context.ts';
import type { PreparedAgent } from '../../agent/prepare.ts';
import type { RunOptions } from '../../agent/run-options.ts';
import { openCalls } from '../../messages/history.ts';
import type { Message, UserMessage } from '../../messages/types.ts';
import { randomId } from '../../util/random-id.ts';
import { callHook } from '../http/hooks.ts';
import type { Caller } from '../http/options.ts';
import { badRequest, Refusal } from '../http/refusal.ts';
import type { ReceivedMessage, ReceivedRequest } from '../read-request.ts';
import type { ServerContext } from '../server-context.ts';
import { assertDecisions, signed } from './decisions.ts';
import type { ConversationState } from './conversation-state.ts';
import { expired, type Sealed } from './seal.ts';

/** The start of a run: the conversation so far, with the client's new messages. */
export interface RunStart {
  readonly active: PreparedAgent;
  readonly messages: readonly Message[];
  readonly contextVariables: ContextVariables;
  readonly runId: string;
  /** Ids of the states that this run continues: the one that was sent, and those that the run writes on its way. */
  readonly states: readonly string[];
  readonly seen?: readonly string[];
}

/**
 * Opens the client's state and adds its request to it. Decisions are consumed last, when nothing else can refuse the request.
 *
 * @throws Refusal 400, 409, 410 or 413.
 */
export const resumeConversation = async (
  received: ReceivedRequest,
  { caller, request }: { readonly caller: Caller; readonly request: Request },
  server: ServerContext,
): Promise<RunStart> => {
  const { id, content } = await openState(received, caller, server);
  server.lingering.assertFree([id, content.runId]);
  const start = startOf(content, received, server);
  if (Object.keys(received.decisions).length > 0) await consumeDecisions(id, request, server);
  return { ...start, states: [id, start.runId] };
};

/** Takes only `true` and `'OK'` for a first time, because clients of databases return null, 0 or undefined for a key that exists. */
const consumeDecisions = async (id: string, request: Request, { options, limits }: ServerContext): Promise<void> => {
  const { consume, scheduler } = options;
  if (consume === undefined) return;
  const wait = { name: 'consume', request, timeout: limits.hookTimeout, scheduler };
  const isFirst: unknown = await callHook(() => consume(id), wait);
  if (isFirst !== true && isFirst !== 'OK')
    throw new Refusal(409, 'decision', 'Conflict: the calls of this state were decided before.');
};

const openState = async (
  { state }: ReceivedRequest,
  { key = '' }: Caller,
  server: ServerContext,
): Promise<Sealed<ConversationState>> => {
  if (state !== undefined) return server.seal.open(state, key);
  const { start, contextVariables = {} } = server.options;
  const content = { agent: start.name, messages: [], contextVariables, runId: randomId() };
  return { id: randomId(), content };
};

const startOf = (
  state: ConversationState,
  received: ReceivedRequest,
  { agents, limits }: ServerContext,
): Omit<RunStart, 'states'> => {
  const active = agents.get(state.agent);
  if (active === undefined) throw expired();
  const { seen = [] } = state;
  const known = new Set(seen);
  const added = received.messages.filter(({ id }) => id === undefined || !known.has(id));
  assertDecisions(received.decisions, state.messages, active);
  assertAnswerable(state, received, added);
  const messages = [...state.messages, ...added.map(withoutId)];
  if (messages.length > limits.messages) throw tooLong(limits.messages);
  return {
    active,
    messages,
    contextVariables: state.contextVariables,
    runId: added.length > 0 ? randomId() : state.runId,
    seen: [...seen, ...added.flatMap(({ id }) => id ?? [])],
  };
};

const assertAnswerable = (
  state: ConversationState,
  { decisions }: ReceivedRequest,
  added: readonly ReceivedMessage[],
): void => {
  if (added.length > 0 && Object.keys(decisions).length > 0)
    throw badRequest('decide the waiting calls first, then send messages.');
  if (added.length === 0 && isAnswered(state)) throw badRequest('there is nothing to answer: send "messages".');
};

const withoutId = ({ role, content }: ReceivedMessage): UserMessage => ({ role, content });

/** Returns true if the conversation ends with an answer, so that a run would have nothing to do. */
const isAnswered = ({ messages }: ConversationState): boolean => {
  const last = messages.at(-1);
  return last === undefined || (last.role === 'assistant' && openCalls(messages).length === 0);
};

const tooLong = (limit: number): Refusal =>
  new Refusal(413, 'limit', `Content Too Large: the conversation has more than ${limit} messages. Start a new one.`);

/** Returns the options of the run that starts there. */
export const runOptions = (
  { active, messages, contextVariables, runId }: RunStart,
  { decisions }: ReceivedRequest,
  caller: Caller,
  { options: { run, scheduler }, limits }: ServerContext,
): RunOptions => ({
  ...run,
  agent: active.agent,
  messages,
  contextVariables: { ...contextVariables, ...caller.contextVariables },
  decisions: signed(decisions, caller),
  runId,
  maxTurns: limits.maxTurns,
  runTimeout: limits.runTimeout,
  ...(scheduler && { scheduler }),
});
