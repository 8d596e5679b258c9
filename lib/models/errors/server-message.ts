import { isRecord } from '../../util/is-record.ts';

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
