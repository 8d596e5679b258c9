import type { ContentPart, Message, ToolCall, UserMessage } from '../../messages/types.ts';
import { pairCalls } from './pair-calls.ts';

/**
 * Returns messages in an order that every server takes: each call is followed by its result, and no user message follows
 * another. Messages that are in that order already are returned as they are.
 */
export const normalMessages = (messages: readonly Message[]): readonly Message[] =>
  isInOrder(messages) ? messages : alternating(pairCalls(messages));

/** Returns true for messages as a run leaves them. */
const isInOrder = (messages: readonly Message[]): boolean => {
  let place = 0;
  while (place < messages.length) {
    const message = messages[place];
    if (message?.role === 'tool' || isFollowed(message, messages[place + 1])) return false;
    const calls = message?.role === 'assistant' ? (message.tool_calls ?? []) : [];
    if (!areAnswered(calls, messages, place + 1)) return false;
    place += 1 + calls.length;
  }
  return true;
};

const areAnswered = (calls: readonly ToolCall[], messages: readonly Message[], place: number): boolean => {
  if (new Set(calls.map(({ id }) => id)).size < calls.length) return false;
  return calls.every(({ id }, position) => {
    const answer = messages[place + position];
    return answer?.role === 'tool' && answer.tool_call_id === id;
  });
};

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

/** Leaves out blank texts, because servers refuse them as parts. */
const joined = (contents: readonly Content[]): Content => {
  const said = contents.filter((content) => typeof content !== 'string' || content.trim() !== '');
  return said.every((content) => typeof content === 'string') ? said.join('\n\n') : said.flatMap(toParts);
};

const toParts = (content: Content): readonly ContentPart[] =>
  typeof content === 'string' ? [{ type: 'text', text: content }] : content;
