import type { Decision } from '../../agent/decision.ts';
import type { ReceivedMessage, ReceivedRequest } from '../../server/read-request.ts';
import { badRequest, Refusal } from '../../server/http/refusal.ts';
import { isRecord } from '../../util/is-record.ts';
import { show } from '../../util/stringify.ts';
import { toDecision } from '../to-decision.ts';
import { toContent } from '../to-messages.ts';
import type { ServerOptions } from '../../server/http/options.ts';
import { readContent } from '../../server/http/read-content.ts';

/** The key of the client's state that carries the sealed conversation. */
export const STATE_KEY = 'rxswarm';

/** The part of a `RunAgentInput` that is taken. */
export interface ReceivedInput extends ReceivedRequest {
  readonly threadId: string;
  readonly runId: string;
  /** Every message of the client. Only their ids are read. */
  readonly all: readonly unknown[];
  /** The client's own tools, by name. */
  readonly tools: readonly { readonly name: string }[];
  /** The client's state without the sealed conversation. Not verified. */
  readonly claimed: Readonly<Record<string, unknown>>;
}

/**
 * Reads a `RunAgentInput`. Takes the user's messages only, because the sealed state has all others.
 *
 * @throws Refusal 400 or 413 that names the wrong part.
 */
export const readInput = (body: unknown, limit: number, parts?: ServerOptions['parts']): ReceivedInput => {
  if (!isRecord(body)) throw badRequest('The body must be a RunAgentInput.');
  const { threadId, runId, messages, state, tools = [], resume = [] } = body;
  if (typeof threadId !== 'string' || typeof runId !== 'string')
    throw badRequest('"threadId" and "runId" must be strings.');
  if (!Array.isArray(messages)) throw badRequest('"messages" must be an array.');
  if (!Array.isArray(resume)) throw badRequest('"resume" must be an array.');
  if (!Array.isArray(tools) || !tools.every(isTool)) throw badRequest('"tools" must be an array of tools with names.');
  const { [STATE_KEY]: sealed, ...claimed } = isRecord(state) ? state : {};
  if (sealed !== undefined && typeof sealed !== 'string') throw badRequest(`"state.${STATE_KEY}" must be a string.`);
  // A client's history also has messages that the sealed state does not count, such as reasoning.
  if (messages.length > 2 * limit)
    throw new Refusal(413, 'limit', `Content Too Large: there are more than ${2 * limit} messages.`);
  const decided = new Map((resume as readonly unknown[]).map(toEntry));
  if (decided.size < resume.length) throw badRequest('"resume" must decide each interrupt once.');
  const taken = (messages as readonly unknown[]).flatMap((message, place) =>
    toUserMessages(message, `messages[${place}]`, parts),
  );
  const repeated = repeatedId(taken);
  if (repeated !== undefined) throw badRequest(`two user messages have the id ${show(repeated)}: ids must differ.`);
  return {
    threadId,
    runId,
    all: messages,
    tools,
    claimed,
    state: sealed,
    messages: taken,
    decisions: Object.fromEntries(decided),
  };
};

const isTool = (tool: unknown): tool is { readonly name: string } => isRecord(tool) && typeof tool['name'] === 'string';

const toUserMessages = (message: unknown, where: string, parts: ServerOptions['parts']): readonly ReceivedMessage[] => {
  const { role, id, content } = isRecord(message) ? message : {};
  if (role !== 'user') return [];
  if (typeof id !== 'string') throw badRequest(`${where}.id must be a string.`);
  const received = toContent(content);
  if (received === undefined) throw badRequest(`${where}.content must be text, or parts that are text or images.`);
  return [{ role, id, content: readContent(received, `${where}.content`, parts) }];
};

const toEntry = (entry: unknown, place: number): readonly [string, Decision] => {
  if (!isRecord(entry) || typeof entry['interruptId'] !== 'string') {
    throw badRequest(`resume[${place}] must be { interruptId, status, payload }.`);
  }
  return [entry['interruptId'], toDecision(entry)];
};

const repeatedId = (messages: readonly ReceivedMessage[]): string | undefined => {
  const ids = new Set<string | undefined>();
  return messages.find(({ id }) => ids.size === ids.add(id).size)?.id;
};
