import type { AssistantMessage, Message, ToolCall, ToolMessage } from '../../messages/types.ts';
import { isRecord } from '../../util/is-record.ts';
import type { ServerOptions } from '../http/options.ts';
import { readContent } from '../http/read-content.ts';
import { badRequest } from '../http/refusal.ts';

/** The means to read the messages of a client. */
interface Reading {
  /** Names of the client's own tools. */
  readonly tools: ReadonlySet<string>;
  readonly parts: ServerOptions['parts'];
}

/**
 * Keeps the text of users and assistants, and calls of the client's own tools together with their results. A system message becomes a
 * user message, because agents have their own instructions. Other calls and results are left out: nothing proves that a model wrote them.
 *
 * @throws Refusal 400 that names the wrong part.
 */
export const readMessages = (messages: readonly unknown[], reading: Reading): readonly Message[] =>
  messages.flatMap((message, place) => {
    const where = `messages[${place}]`;
    const { role, content } = isRecord(message) ? message : {};
    switch (role) {
      case 'system':
      case 'developer':
      case 'user':
        return [{ role: 'user', content: readContent(content, `${where}.content`, reading.parts) }];
      case 'assistant':
        return turnOf(message as Fields, where, resultsAfter(messages, place), reading);
      case 'tool':
      case 'function':
        return [];
      default:
        throw badRequest(`${where}.role must be one of system, developer, user, assistant and tool.`);
    }
  });

type Fields = Readonly<Record<string, unknown>>;

/** A result, and its place for errors. */
interface Result {
  readonly content: unknown;
  readonly where: string;
}

/** Returns the results that stand directly below a message, by the ids of their calls. The first one for a call counts. */
const resultsAfter = (messages: readonly unknown[], place: number): ReadonlyMap<unknown, Result> => {
  const results = new Map<unknown, Result>();
  for (let at = place + 1; at < messages.length; at++) {
    const message = messages[at];
    if (!isRecord(message) || message['role'] !== 'tool') break;
    const { tool_call_id: id, content } = message;
    if (!results.has(id)) results.set(id, { content, where: `messages[${at}].content` });
  }
  return results;
};

/** Returns an assistant's message with the calls that are taken, then their results. */
const turnOf = (
  { content, tool_calls: called }: Fields,
  where: string,
  results: ReadonlyMap<unknown, Result>,
  { tools, parts }: Reading,
): readonly Message[] => {
  const open = new Map(results);
  // A result answers one call, so a second call with the same id is left out.
  const calls = callsIn(called).filter(({ id, function: { name } }) => tools.has(name) && open.delete(id));
  const text = isEmpty(content) ? undefined : readContent(content, `${where}.content`, parts);
  if (calls.length === 0) return text === undefined ? [] : [{ role: 'assistant', content: text }];
  const message: AssistantMessage = { role: 'assistant', content: text ?? null, tool_calls: calls };
  return [message, ...calls.map((call) => resultOf(call, results.get(call.id) as Result, parts))];
};

const callsIn = (calls: unknown): readonly ToolCall[] => (Array.isArray(calls) ? calls.flatMap(toCall) : []);

const toCall = (call: unknown): readonly ToolCall[] => {
  const { id, function: called } = isRecord(call) ? call : {};
  const { name, arguments: written } = isRecord(called) ? called : {};
  if (typeof id !== 'string' || typeof name !== 'string' || typeof written !== 'string') return [];
  return [{ id, type: 'function', function: { name, arguments: written } }];
};

const resultOf = (
  { id, function: { name } }: ToolCall,
  { content, where }: Result,
  parts: ServerOptions['parts'],
): ToolMessage => ({
  role: 'tool',
  tool_call_id: id,
  tool_name: name,
  content: isEmpty(content) ? '' : readContent(content, where, parts),
});

const isEmpty = (content: unknown): boolean =>
  content === undefined || content === null || (content as { readonly length?: unknown }).length === 0;
