import { isRecord } from '../../util/is-record.ts';
import type { AssistantMessage, ContentPart, UserMessage } from '../../messages/types.ts';
import { Refusal } from '../http/refusal.ts';

/** What a client of the Chat Completions API asks for, as far as a swarm answers to it. */
export interface CompletionRequest {
  readonly model: string;
  readonly messages: readonly (UserMessage | AssistantMessage)[];
  readonly stream: boolean;
  readonly includeUsage: boolean;
}

/**
 * Settings are the agents' own, so a client's are left out, but for those without which it would misread the answer.
 *
 * @throws Refusal 400: which part of the body is not what it must be.
 */
export const readCompletionRequest = (body: unknown, limit: number): CompletionRequest => {
  if (!isRecord(body)) throw wrong('The body must be an object.');
  const { model, messages, stream = false, stream_options: streamOptions } = body;
  if (typeof model !== 'string') throw wrong('"model" must be the name of an agent.');
  if (!Array.isArray(messages) || messages.length === 0)
    throw wrong('"messages" must be an array with messages in it.');
  if (messages.length > limit) throw new Refusal(413, 'limit', `There are more than ${limit} messages.`);
  for (const [name, isSo] of UNSUPPORTED)
    if (isSo(body[name])) throw wrong(`"${name}" is not supported: ${WHY[name]}.`);
  return {
    model,
    messages: messages.flatMap(toMessages),
    stream: stream === true,
    includeUsage: isRecord(streamOptions) && streamOptions['include_usage'] === true,
  };
};

const WHY = {
  n: 'there is one answer',
  tools: 'an agent has its own functions',
  functions: 'an agent has its own functions',
  response_format: 'the form of an answer is the agent’s own',
} as const;

const isGiven = (value: unknown): boolean => Array.isArray(value) && value.length > 0;

const UNSUPPORTED: readonly (readonly [keyof typeof WHY, (value: unknown) => boolean])[] = [
  ['n', (value) => value !== undefined && value !== null && value !== 1],
  ['tools', isGiven],
  ['functions', isGiven],
  ['response_format', (value) => isRecord(value) && value['type'] !== 'text'],
];

/**
 * What was said: by the user, where it claims to be the system's too, as instructions are the agent's own; and by the
 * assistant, in words. Calls and their results are left out: none of them is of this conversation's agents.
 */
const toMessages = (message: unknown, place: number): readonly (UserMessage | AssistantMessage)[] => {
  const { role, content } = isRecord(message) ? message : {};
  switch (role) {
    case 'system':
    case 'developer':
    case 'user':
      if (!isContent(content)) throw wrong(`messages[${place}].content must be text or parts.`);
      return [{ role: 'user', content }];
    case 'assistant':
      return isContent(content) && content.length > 0 ? [{ role, content }] : [];
    case 'tool':
    case 'function':
      return [];
    default:
      throw wrong(`messages[${place}] must have a role.`);
  }
};

const isContent = (content: unknown): content is string | readonly ContentPart[] =>
  typeof content === 'string' ||
  (Array.isArray(content) && content.every((part) => isRecord(part) && typeof part['type'] === 'string'));

const wrong = (message: string): Refusal => new Refusal(400, 'request', message);
