import { excerpt } from './excerpt.ts';
import { parseJson } from '../../models/stream/parse-json.ts';
import { serverMessage } from '../../models/errors/server-message.ts';

const LENGTH = 1000;

/** A page says no more than its title does. */
const titleOf = (html: string): string | undefined => /<title[^>]*>([^<]+)<\/title>/i.exec(html)?.[1]?.trim();

const ofJson = (text: string): string | undefined => {
  try {
    return serverMessage(parseJson(text));
  } catch {
    return text;
  }
};

/** A server's own words in the body of an error: JSON of any shape, a page's title, or plain text; undefined where there are none. */
export const errorWords = (text: string): string | undefined => {
  const words = text.trimStart().startsWith('<') ? titleOf(text) : ofJson(text.trim());
  return words === undefined || words === '' ? undefined : excerpt(words, LENGTH);
};
