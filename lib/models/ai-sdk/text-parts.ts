import type { ContentPart } from '../../messages/types.ts';

/** Returns the texts of content, none of them empty. */
export const textParts = (content: string | readonly ContentPart[]): readonly string[] => {
  if (typeof content === 'string') return content === '' ? [] : [content];
  return content.flatMap(({ text, refusal }) => [text ?? refusal].filter(isText));
};

const isText = (text: unknown): text is string => typeof text === 'string' && text !== '';
