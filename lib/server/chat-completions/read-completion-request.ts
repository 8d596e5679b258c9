import type { AssistantMessage, UserMessage } from '../../messages/types.ts';
import { isRecord } from '../../util/is-record.ts';
import type { ServerOptions } from '../http/options.ts';
import { readContent } from '../http/read-content.ts';
import { badRequest, Refusal } from '../http/refusal.ts';

/** The part of a Chat Completions request that a swarm acts on. */
export interface CompletionRequest {
  /** The name of an agent. */
  readonly model: string;
  readonly messages: readonly (UserMessage | AssistantMessage)[];
  readonly stream: boolean;
  /** True for a stream that ends with a chunk of usage. */
  readonly includeUsage: boolean;
}

/**
 * Reads a Chat Completions request. Settings such as `temperature` are ignored, because agents have their own; parameters
 * that change the shape of the answer are refused.
 *
 * @throws Refusal 400 or 413 that names the wrong part.
 */
export const readCompletionRequest = (
  body: unknown,
  limit: number,
  parts?: ServerOptions['parts'],
): CompletionRequest => {
  if (!isRecord(body)) throw badRequest('the body must be an object.');
  const { model, messages, stream = false, stream_options: streamOptions } = body;
  if (typeof model !== 'string') throw badRequest('"model" must be the name of an agent.');
  if (!Array.isArray(messages) || messages.length === 0) {
    throw badRequest('"messages" must be an array of at least one message.');
  }
  if (messages.length > limit) {
    throw new Refusal(413, 'limit', `Content Too Large: there are more than ${limit} messages.`);
  }
  const unsupported = UNSUPPORTED.find(([name, isUsed]) => isUsed(body[name]));
  if (unsupported !== undefined) throw badRequest(`"${unsupported[0]}" is not supported: ${unsupported[2]}.`);
  return {
    model,
    messages: messages.flatMap((message, place) => toMessages(message, `messages[${place}]`, parts)),
    stream: stream === true,
    includeUsage: isRecord(streamOptions) && streamOptions['include_usage'] === true,
  };
};

const isFilled = (value: unknown): boolean => Array.isArray(value) && value.length > 0;

/** Parameters that are refused, when they are used, and why. */
const UNSUPPORTED: readonly (readonly [string, (value: unknown) => boolean, string])[] = [
  ['n', (value) => value !== undefined && value !== null && value !== 1, 'there is one choice'],
  ['tools', isFilled, 'agents have their own functions'],
  ['functions', isFilled, 'agents have their own functions'],
  [
    'response_format',
    (value) => isRecord(value) && value['type'] !== 'text',
    'agents define the form of their answers',
  ],
];

/**
 * Keeps the text of users and assistants. A system message becomes a user message, because agents have their own
 * instructions. Calls and their results are dropped, because they belong to functions of other agents.
 */
const toMessages = (
  message: unknown,
  where: string,
  parts: ServerOptions['parts'],
): readonly (UserMessage | AssistantMessage)[] => {
  const { role, content } = isRecord(message) ? message : {};
  switch (role) {
    case 'system':
    case 'developer':
    case 'user':
      return [{ role: 'user', content: readContent(content, `${where}.content`, parts) }];
    case 'assistant':
      return isEmpty(content) ? [] : [{ role, content: readContent(content, `${where}.content`, parts) }];
    case 'tool':
    case 'function':
      return [];
    default:
      throw badRequest(`${where}.role must be one of system, developer, user, assistant and tool.`);
  }
};

const isEmpty = (content: unknown): boolean =>
  content === undefined || content === null || (content as { readonly length?: unknown }).length === 0;
