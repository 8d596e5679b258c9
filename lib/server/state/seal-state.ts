import type { Response } from '../../agent/response.ts';
import { withoutSpent } from '../../models/chat-completions/opaque.ts';
import { randomId } from '../../util/random-id.ts';
import type { Caller } from '../http/options.ts';
import { Refusal } from '../http/refusal.ts';
import { listedAgent, type ServerContext } from '../server-context.ts';
import { assertCarriable, type ConversationState } from './conversation-state.ts';
import type { RunStart } from './resume-conversation.ts';

/** The conversation that a run continues, and the caller it is for. */
export interface Continued {
  readonly start: RunStart;
  readonly caller: Caller;
}

/** Bytes of a request that a state must leave for the next message. */
const ROOM = 512;

/**
 * Seals the conversation as it stands after a response.
 *
 * @throws SwarmError `usage` for an agent that is not listed, and for a context variable that JSON does not hold.
 * @throws Refusal 413 for a state that no request could carry back.
 */
export const sealState = async (response: Response, { start, caller }: Continued, server: ServerContext) => {
  const content = stateAfter(response, { start, caller }, server);
  const state = await server.seal.seal(content, randomId(), caller.key ?? '');
  if (state.length + ROOM > server.limits.bodyBytes) throw tooLarge(server.limits.bodyBytes);
  return state;
};

const tooLarge = (limit: number): Refusal =>
  new Refusal(
    413,
    'limit',
    `Content Too Large: the conversation no longer fits into a request of ${limit} bytes. Start a new one.`,
  );

const stateAfter = (
  { agent, messages, contextVariables }: Response,
  { start: { messages: before, runId, seen = [] }, caller: { contextVariables: supplied = {} } }: Continued,
  server: ServerContext,
): ConversationState => {
  const all = [...before, ...messages].map(withoutSpent);
  // `authorize` supplies its own again with the next request, so JSON need not hold them.
  const carried = Object.entries(contextVariables).filter(([name]) => !Object.hasOwn(supplied, name));
  const state: ConversationState = {
    agent: listedAgent(agent, server).agent.name,
    messages: all,
    contextVariables: Object.fromEntries(carried),
    runId,
    ...(seen.length > 0 && { seen }),
  };
  assertCarriable(state.contextVariables);
  return state;
};
