import type { ContextVariables } from '../../agent/context.ts';
import type { PreparedAgent } from '../../agent/prepare.ts';
import { openCalls } from '../../messages/history.ts';
import type { Message, UserMessage } from '../../messages/types.ts';
import { randomId } from '../../util/random-id.ts';
import { Refusal } from '../http/refusal.ts';
import type { ReceivedMessage, ReceivedRequest } from '../read-request.ts';
import type { Served } from '../server-context.ts';
import type { Carried } from './carried.ts';

/** Where a run begins: where the conversation stood, with what the client added. */
export interface StartingPoint {
  readonly active: PreparedAgent;
  readonly messages: readonly Message[];
  readonly contextVariables: ContextVariables;
  readonly runId: string;
  readonly seen?: readonly string[];
}

/** @throws Refusal where what the client sent does not go with what it carries. */
export const startingPoint = (
  carried: Carried,
  { messages, approvals }: ReceivedRequest,
  { roster, limits }: Served,
): StartingPoint => {
  const active = roster.get(carried.agent);
  if (active === undefined) throw new Refusal(410, 'state', 'The state has expired: begin a new conversation.');
  const stranger = [...approvals.keys()].find((id) => !carried.waiting.includes(id));
  if (stranger !== undefined) throw new Refusal(400, 'approval', `No call ${JSON.stringify(stranger)} waits.`);
  const { seen = [] } = carried;
  const added = messages.filter(({ id }) => id === undefined || !seen.includes(id));
  const all = [...carried.messages, ...added.map(withoutId)];
  if (all.length > limits.messages) {
    throw new Refusal(413, 'limit', `The conversation is longer than ${limits.messages} messages: begin a new one.`);
  }
  const isNew = added.length > 0;
  if (isNew && approvals.size > 0) throw new Refusal(400, 'request', 'Decide what waits first, then send messages.');
  if (!isNew && isAnswered(carried)) throw new Refusal(400, 'request', 'Nothing was said: send "messages".');
  const { contextVariables } = carried;
  // Calls that are open are those of the run before, and keep its id.
  return {
    ...{ active, messages: all, contextVariables, runId: isNew ? randomId() : carried.runId },
    seen: [...seen, ...added.flatMap(({ id }) => id ?? [])],
  };
};

const withoutId = ({ role, content }: ReceivedMessage): UserMessage => ({ role, content });

/** Whether a run would have nothing to go on with. */
const isAnswered = ({ messages }: Carried): boolean => {
  const last = messages.at(-1);
  return last === undefined || (last.role === 'assistant' && openCalls(messages).length === 0);
};
