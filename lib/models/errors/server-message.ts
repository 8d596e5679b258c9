import { isRecord } from '../../util/is-record.ts';
import { parseJson } from '../stream/parse-json.ts';

/** Where servers put their words, in the order of trust: OpenAI, vLLM, FastAPI, OAuth. */
const KEYS = ['error', 'message', 'detail', 'msg', 'error_description'];

/** Nested deeper than any server does; an endless nest ends here. */
const DEPTH = 5;

const ofRecord = (body: Readonly<Record<string, unknown>>, depth: number): string | undefined => {
  for (const key of KEYS) {
    const message = find(body[key], depth - 1);
    if (message !== undefined) return message;
  }
  return undefined;
};

const find = (body: unknown, depth: number): string | undefined => {
  if (typeof body === 'string') return body.trim() === '' ? undefined : body.trim();
  if (depth === 0) return undefined;
  if (Array.isArray(body)) return find(body[0], depth - 1);
  return isRecord(body) ? ofRecord(body, depth) : undefined;
};

/** What a server says of its failure, in any of the shapes that servers give it; undefined where it says nothing. */
export const serverMessage = (body: unknown): string | undefined => find(body, DEPTH);

/** The beginning of a text on one line, for an error's message. `length` counts characters, default 200. */
export const excerpt = (text: string, length = 200): string => {
  const line = text
    .slice(0, 4 * length)
    .replace(/\s+/g, ' ')
    .trim();
  return line.length > length ? `${line.slice(0, length)}…` : line;
};

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
