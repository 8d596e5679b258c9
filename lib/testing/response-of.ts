import type { ByteReader } from '../models/transport/http-response.ts';

/** The head of a response. */
export interface ResponseHead {
  /** The address that answered. A `Response` cannot be made with one, so it is defined on it. */
  readonly url: string;
  readonly status: number;
  readonly statusText: string;
  readonly headers: HeadersInit;
}

/** Statuses of responses that `fetch` allows no body. */
const BODILESS = [204, 205, 304];

/** Returns a response whose body is read from `reader`: read by read, and only while it is read itself. */
export const responseOf = (reader: ByteReader, { url, status, statusText, headers }: ResponseHead): Response => {
  const body = BODILESS.includes(status) ? null : streamOf(reader);
  return Object.defineProperty(new Response(body, { status, statusText, headers }), 'url', { value: url });
};

const streamOf = (reader: ByteReader): ReadableStream<Uint8Array<ArrayBuffer>> =>
  new ReadableStream(
    {
      async pull(controller) {
        const read = await reader.read();
        if (read.done) controller.close();
        else controller.enqueue(read.value as Uint8Array<ArrayBuffer>);
      },
      cancel: () => reader.cancel(),
    },
    { highWaterMark: 0 },
  );
