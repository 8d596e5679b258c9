import { isRecord } from '../../util/is-record.ts';
import type { Approval } from '../../agent/run-options.ts';
import type { ReceivedMessage, ReceivedRequest } from '../../server/read-request.ts';
import { Refusal } from '../../server/http/refusal.ts';
import { toApproval } from '../to-approvals.ts';
import { toContent } from '../to-messages.ts';

/** Where in the client's state its conversation is carried. */
export const STATE_KEY = 'rxswarm';

/** A `RunAgentInput`, as far as it is taken. */
export interface ReceivedInput extends ReceivedRequest {
  readonly threadId: string;
  readonly runId: string;
  /** All that the client has: for the ids in it, never for what it says. */
  readonly all: readonly unknown[];
  /** The client's own tools, by name. */
  readonly tools: readonly { readonly name: string }[];
  /** What the client says its state is. */
  readonly claimed: Readonly<Record<string, unknown>>;
}

/**
 * Of the messages only the user's are taken: what others said stands in the sealed state.
 *
 * @throws Refusal 400: which part of the body is not what it must be.
 */
export const readInput = (body: unknown, limit: number): ReceivedInput => {
  if (!isRecord(body)) throw wrong('The body must be a RunAgentInput.');
  const { threadId, runId, messages, state, tools = [], resume = [] } = body;
  if (typeof threadId !== 'string' || typeof runId !== 'string') throw wrong('"threadId" and "runId" must be strings.');
  if (!Array.isArray(messages)) throw wrong('"messages" must be an array.');
  if (!Array.isArray(resume)) throw wrong('"resume" must be an array.');
  if (!Array.isArray(tools) || !tools.every(isTool)) throw wrong('"tools" must be an array of tools with names.');
  const { [STATE_KEY]: sealed, ...claimed } = isRecord(state) ? state : {};
  if (sealed !== undefined && typeof sealed !== 'string') throw wrong(`"state.${STATE_KEY}" must be a string.`);
  // A conversation that came with a state holds calls and results beside what is counted there.
  if (messages.length > 2 * limit) throw new Refusal(413, 'limit', `There are more than ${2 * limit} messages.`);
  const approvals = new Map((resume as readonly unknown[]).map(toDecision));
  if (approvals.size < resume.length) throw wrong('"resume" must decide each interrupt once.');
  const taken = (messages as readonly unknown[]).flatMap(toUserMessages);
  return { threadId, runId, all: messages, tools, claimed, state: sealed, messages: taken, approvals };
};

const isTool = (tool: unknown): tool is { readonly name: string } => isRecord(tool) && typeof tool['name'] === 'string';

const toUserMessages = (message: unknown, place: number): readonly ReceivedMessage[] => {
  const { role, id, content } = isRecord(message) ? message : {};
  if (role !== 'user') return [];
  const said = toContent(content);
  if (typeof id !== 'string') throw wrong(`messages[${place}].id must be a string.`);
  if (said === undefined) throw wrong(`messages[${place}].content must be text, or parts that are text or images.`);
  return [{ role, id, content: said }];
};

const toDecision = (entry: unknown, place: number): readonly [string, Approval] => {
  if (!isRecord(entry) || typeof entry['interruptId'] !== 'string') {
    throw wrong(`resume[${place}] must be { interruptId, status, payload }.`);
  }
  return [entry['interruptId'], toApproval(entry)];
};

const wrong = (message: string): Refusal => new Refusal(400, 'request', message);
