import type { ContentPart, Message, UserMessage } from '../../messages/types.ts';

type Content = UserMessage['content'];

const toParts = (content: Content): readonly ContentPart[] =>
  typeof content === 'string' ? [{ type: 'text', text: content }] : content;

const joined = (contents: readonly Content[]): Content =>
  contents.every((content) => typeof content === 'string') ? contents.join('\n\n') : contents.flatMap(toParts);

const isFollowed = (message: Message | undefined, next: Message | undefined): boolean =>
  message?.role === 'user' && next?.role === 'user' && message.name === next.name;

/**
 * Returns messages in the normal form of Chat Completions: user messages in a row, as a stop leaves them, become one, because
 * strict chat templates (Mistral's, Gemma's) refuse roles that do not alternate. Messages that are in that form already are
 * returned as they are, with the JSON that was written of them before.
 */
export const normalMessages = (messages: readonly Message[]): readonly Message[] => {
  if (!messages.some((message, place) => isFollowed(message, messages[place + 1]))) return messages;
  const rows: Message[][] = [];
  for (const message of messages) {
    const row = rows.at(-1);
    if (row && isFollowed(row.at(-1), message)) row.push(message);
    else rows.push([message]);
  }
  return rows.map((row) => (row.length === 1 ? row[0] : { ...row[0], content: joined(row.map(contentOf)) }) as Message);
};

const contentOf = (message: Message): Content => (message as UserMessage).content;
