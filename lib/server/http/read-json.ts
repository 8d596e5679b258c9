import { Refusal } from './refusal.ts';

/** A request's body as JSON. What is longer than it may be is not read to its end. @throws Refusal 400, 413 or 415. */
export const readJson = async (request: Request, limit: number): Promise<unknown> => {
  const type = request.headers.get('content-type') ?? '';
  // Pages of other origins can send anything but this without asking first.
  if (!/^application\/json\s*(;|$)/i.test(type))
    throw new Refusal(415, 'request', 'Send content-type application/json.');
  const text = await readText(request, limit);
  try {
    return JSON.parse(text);
  } catch {
    throw new Refusal(400, 'request', 'The body is not JSON.');
  }
};

const readText = async ({ headers, body }: Request, limit: number): Promise<string> => {
  const tooLong = () => new Refusal(413, 'limit', `The body is longer than ${limit} bytes.`);
  if (Number(headers.get('content-length') ?? 0) > limit) throw tooLong();
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
      throw tooLong();
    }
    text += decoder.decode(part.value, { stream: true });
  }
};
