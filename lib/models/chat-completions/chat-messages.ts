import type { ContentPart, Message, ToolMessage } from '../../messages/types.ts';
import { normalMessages } from '../normal-form/normal-messages.ts';

/**
 * Returns messages in normal form whose results are texts: pictures in them are shown by the user behind the results of their turn,
 * because "Image URLs are only allowed for messages with role 'user'" (OpenHands/OpenHands#7700).
 */
export const chatMessages = (messages: readonly Message[]): readonly Message[] => {
  const normal = normalMessages(messages);
  return normal.some(showsPictures) ? normalMessages(moved(normal)) : normal;
};

const isText = ({ type }: ContentPart): boolean => type === 'text';

const showsPictures = (message: Message): message is ToolMessage & { readonly content: readonly ContentPart[] } =>
  message.role === 'tool' && Array.isArray(message.content) && !message.content.every(isText);

const moved = (messages: readonly Message[]): readonly Message[] => {
  let shown: ContentPart[] = [];
  return messages.flatMap((message, place): readonly Message[] => {
    if (showsPictures(message)) shown.push(...message.content.filter((part) => !isText(part)));
    const written = showsPictures(message) ? textsOf(message) : message;
    if (shown.length === 0 || messages[place + 1]?.role === 'tool') return [written];
    const behind = { role: 'user', content: shown } as const;
    shown = [];
    return [written, behind];
  });
};

const textsOf = (message: ToolMessage & { readonly content: readonly ContentPart[] }): Message => {
  const texts = message.content.filter(isText);
  return { ...message, content: texts.length > 0 ? texts : 'See the next message of the user.' };
};
