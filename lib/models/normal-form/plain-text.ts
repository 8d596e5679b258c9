import type { AssistantMessage, Message } from '../../messages/types.ts';
import { textOf } from '../../util/text-of.ts';

/** Returns the text of content, whose parts are joined. */
export const plainText = (content: Message['content']): string =>
  Array.isArray(content) ? content.map(({ text, refusal }) => textOf(text ?? refusal)).join('') : textOf(content);

/** Returns the words of an answer: its text, or why it declines. */
export const wordsOf = ({ content, refusal }: AssistantMessage): string => plainText(content) || textOf(refusal);
