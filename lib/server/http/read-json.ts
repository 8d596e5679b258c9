import { badRequest, Refusal } from './refusal.ts';

/** Reads a request's body as JSON, up to `limit` bytes. @throws Refusal 400, 413 or 415. */
export const readJson = async (request: Request, limit: number): Promise<unknown> => {
  assertJsonType(request);
  const text = await readText(request, limit);
  try {
    return JSON.parse(text);
  } catch {
    throw badRequest('The body is not JSON.');
  }
};

/** Pages of other origins may send any other content type without a preflight. */
const assertJsonType = ({ headers }: Request): void => {
  if (/^application\/json\s*(;|$)/i.test(headers.get('content-type') ?? '')) return;
  throw new Refusal(415, 'request', 'Unsupported Media Type: send content-type application/json.');
};

const readText = async ({ headers, body }: Request, limit: number): Promise<string> => {
  const tooLarge = () => new Refusal(413, 'limit', `Content Too Large: the body has more than ${limit} bytes.`);
  if (Number(headers.get('content-length') ?? 0) > limit) throw tooLarge();
  const decoder = new TextDecoder();
  const reader = body?.getReader();
  let text = '';
  let size = 0;
  for (;;) {
    const part = await reader?.read();
    if (part?.value === undefined) return text + decoder.decode();
    size += part.value.byteLength;
    if (size > limit) {
      reader?.cancel().catch(() => undefined);
      throw tooLarge();
    }
    text += decoder.decode(part.value, { stream: true });
  }
};
