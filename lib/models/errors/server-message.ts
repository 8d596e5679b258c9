import { isRecord } from '../../util/is-record.ts';
import { parseJson } from '../stream/parse-json.ts';

/** The fields in which servers put their words, the most trusted first: OpenAI, vLLM, FastAPI, OAuth, Cloudflare, Apigee, Amazon. */
const KEYS = ['error', 'message', 'detail', 'msg', 'error_description', 'errors', 'fault', 'faultstring', 'Message'];

/** Levels that are searched; no server nests its words deeper. */
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

/** Returns the message in the JSON of an error, in any of the shapes that servers give it; `undefined` without a message. */
export const serverMessage = (body: unknown): string | undefined => find(body, DEPTH);

/** Control characters, which can steer a terminal, and marks that reverse the direction of a text. */
const CONTROLS = /[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/** Returns the beginning of a text on one line, without control characters. `length` counts characters, default 200. */
export const excerpt = (text: string, length = 200): string => {
  const line = text
    .slice(0, 4 * length)
    .replace(/\s+/g, ' ')
    .replace(CONTROLS, '')
    .trim();
  return line.length > length ? `${line.slice(0, length)}…` : line;
};

/** Characters of a server's words in a message. */
const LENGTH = 1000;

/** Returns the title of a page, which says as much as the page. Searched with `indexOf`, so that a hostile page costs no more. */
const titleOf = (html: string): string | undefined => {
  const lower = html.toLowerCase();
  const tag = lower.indexOf('<title');
  const begin = tag < 0 ? -1 : lower.indexOf('>', tag);
  const end = begin < 0 ? -1 : lower.indexOf('</title', begin);
  return end < 0 ? undefined : html.slice(begin + 1, end).trim();
};

/** Returns the JSON of an error's body, or its text where it is no JSON. */
export const parsedBody = (text: string): unknown => {
  try {
    return parseJson(text);
  } catch {
    return text;
  }
};

/** Returns a server's own words in the text of an error: JSON of any shape, the title of a page, or plain text. */
export const serverWords = (text: string): string | undefined => {
  const trimmed = text.trim();
  const words = trimmed.startsWith('<') ? titleOf(trimmed) : serverMessage(parsedBody(trimmed));
  const shown = words === undefined ? '' : excerpt(words, LENGTH);
  return shown === '' ? undefined : shown;
};
