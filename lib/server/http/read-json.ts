import { DEEPEST, isDeeperJson } from '../../util/nesting.ts';
import { abortOf } from './abort-of.ts';
import { badRequest, Refusal } from './refusal.ts';

/** Reads a request's body as JSON, up to `limit` bytes. @throws Refusal 400, 413 or 415. */
export const readJson = async (request: Request, limit: number): Promise<unknown> => {
  assertJsonType(request);
  const text = await readText(request, limit);
  if (isDeeperJson(text)) throw badRequest(`the body is nested deeper than ${DEEPEST} levels.`);
  try {
    return JSON.parse(text);
  } catch {
    throw badRequest('the body is not JSON.');
  }
};

/** Pages of other origins may send any other content type without a preflight. */
const assertJsonType = ({ headers }: Request): void => {
  if (/^application\/json\s*(;|$)/i.test(headers.get('content-type') ?? '')) return;
  throw new Refusal(415, 'request', 'Unsupported Media Type: send content-type application/json.');
};

const readText = async (request: Request, limit: number): Promise<string> => {
  const tooLarge = () => new Refusal(413, 'limit', `Content Too Large: the body has more than ${limit} bytes.`);
  // Checked before `body` is touched: a body that was touched and left unread blocks Hono's next request on the connection.
  if (Number(request.headers.get('content-length') ?? 0) > limit) throw tooLarge();
  const reader = request.body?.getReader();
  const cancel = () => void reader?.cancel().catch(() => undefined);
  // A body does not end by itself when its client leaves.
  const leaving = abortOf(request).subscribe({ next: cancel, error: cancel });
  const decoder = new TextDecoder();
  const parts: string[] = [];
  try {
    for (let size = 0; ;) {
      const part = await reader?.read();
      if (part?.value === undefined) break;
      size += part.value.byteLength;
      if (size > limit) {
        cancel();
        throw tooLarge();
      }
      parts.push(decoder.decode(part.value, { stream: true }));
    }
  } finally {
    leaving.unsubscribe();
  }
  request.signal.throwIfAborted();
  return parts.join('') + decoder.decode();
};
