import { toolMessage } from '../../messages/tool-message.ts';
import type { ContentPart, Message, ToolCall, ToolMessage, UserMessage } from '../../messages/types.ts';

/**
 * Returns messages in an order that every Chat Completions server takes: no calls are left open, and no user message follows
 * another. Messages that are in that order already are returned as they are.
 */
export const normalMessages = (messages: readonly Message[]): readonly Message[] =>
  messages.every(isInOrder) ? messages : alternating(withoutOpenCalls(messages));

/** Returns true for a message whose calls are answered by the next messages in turn, as a run leaves them. */
const isInOrder = (message: Message, place: number, messages: readonly Message[]): boolean => {
  if (message.role === 'user') return !isFollowed(message, messages[place + 1]);
  if (message.role !== 'assistant' || !message.tool_calls) return true;
  return message.tool_calls.every(({ id }, position) => {
    const answer = messages[place + 1 + position];
    return answer?.role === 'tool' && answer.tool_call_id === id;
  });
};

/** Answers the calls that a later message has passed over, because servers refuse a conversation with open calls in it. */
const withoutOpenCalls = (messages: readonly Message[]): readonly Message[] => {
  let closed: Message[] | undefined;
  let calls: readonly ToolCall[] = [];
  const answered = new Set<string>();
  messages.forEach((message, place) => {
    if (message.role === 'tool') answered.add(message.tool_call_id);
    else {
      const open = calls.filter(({ id }) => !answered.has(id));
      if (open.length > 0) (closed ??= messages.slice(0, place)).push(...open.map(notExecuted));
      calls = message.role === 'assistant' ? (message.tool_calls ?? []) : [];
      answered.clear();
    }
    closed?.push(message);
  });
  return closed ?? messages;
};

const notExecuted = (call: ToolCall): ToolMessage => toolMessage(call, 'not executed');

/**
 * Joins user messages in a row, as a stop leaves them, because strict chat templates (Mistral's, Gemma's) refuse roles that do
 * not alternate.
 */
const alternating = (messages: readonly Message[]): readonly Message[] => {
  if (!messages.some((message, place) => isFollowed(message, messages[place + 1]))) return messages;
  const rows: Message[][] = [];
  for (const message of messages) {
    const row = rows.at(-1);
    if (row && isFollowed(row.at(-1), message)) row.push(message);
    else rows.push([message]);
  }
  return rows.map((row) => (row.length === 1 ? row[0] : { ...row[0], content: joined(row.map(contentOf)) }) as Message);
};

const isFollowed = (message: Message | undefined, next: Message | undefined): boolean =>
  message?.role === 'user' && next?.role === 'user' && message.name === next.name;

type Content = UserMessage['content'];

const contentOf = (message: Message): Content => (message as UserMessage).content;

const joined = (contents: readonly Content[]): Content =>
  contents.every((content) => typeof content === 'string') ? contents.join('\n\n') : contents.flatMap(toParts);

const toParts = (content: Content): readonly ContentPart[] =>
  typeof content === 'string' ? [{ type: 'text', text: content }] : content;
