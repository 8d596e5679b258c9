import type { Observable, Observer } from 'rxjs';

/** The result of a read: bytes, or the end. */
export type ByteRead = { readonly done: false; readonly value: Uint8Array } | { readonly done: true };

/** The part of a `ReadableStreamDefaultReader` that is used here. */
export interface ByteReader {
  /** Resolves with the next bytes, or with the end. */
  read(): Promise<ByteRead>;
  /** Ends the body, which closes its connection. */
  cancel(): Promise<void>;
}

/** The part of a `ReadableStream` that is needed to read it once, from its beginning. */
export interface ByteStream {
  /** True while a reader reads it. */
  readonly locked: boolean;
  /** Locks the stream to the reader that it returns. */
  getReader(): ByteReader;
  /** Ends the body, which closes its connection. */
  cancel(): Promise<void>;
}

/**
 * A body that is pushed at its reader as it comes off its connection, with no promise and no turn of the event loop between.
 * Bytes that come before there is a reader are lost.
 */
export interface ByteFlow {
  /** True once it has a reader. */
  readonly locked: boolean;
  /** Pushes all further bytes, then the end or an error, at the sink. */
  readInto(sink: Observer<Uint8Array>): void;
  /** Ends the body, which closes its connection. */
  cancel(): Promise<void>;
}

/** The body of a response: pulled from `fetch`, or pushed by a transport of ours. */
export type Body = ByteStream | ByteFlow;

/** The part of a `Response` that is read here, so that a transport need not be `fetch`. */
export interface HttpResponse {
  /** True for a status from 200 to 299. */
  readonly ok: boolean;
  /** The HTTP status. */
  readonly status: number;
  /** The reason phrase of the status; `''` if the server sent no phrase. */
  readonly statusText: string;
  /** `'opaqueredirect'` where a browser hides a redirect. */
  readonly type: string;
  /** The headers. */
  readonly headers: Headers;
  /** The body; null if the response has no body. */
  readonly body: Body | null;
}

/** A request as transports send it. */
export interface Post {
  readonly method: 'POST';
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
  /** JSON. */
  readonly body: string;
}

/**
 * Sends a request when subscribed and goes on with the stream that `read` makes of the response when its headers are there.
 * Unsubscribing before that aborts the request; from then on the reader of the body cancels it. Follows no redirect.
 *
 * Implementations subscribe that stream to the subscriber itself, because an operator between them would run for each chunk.
 */
export type Transport = <T>(
  url: string,
  request: Post,
  read: (response: HttpResponse) => Observable<T>,
) => Observable<T>;

/** Ends a body that has no reader any more, which closes its connection. Failures are ignored: the body is over either way. */
export const cancel = (body: { cancel(): Promise<void> } | null): void => {
  body?.cancel().catch(() => undefined);
};

/** An `await` is cheaper than a `then`, because it makes no further promise. */
const pump = async (reader: ByteReader, sink: Observer<Uint8Array>): Promise<void> => {
  try {
    for (;;) {
      const part = await reader.read();
      if (part.done) break;
      sink.next(part.value);
    }
  } catch (error) {
    sink.error(error);
    return;
  }
  sink.complete();
};

/** Reads a body into a sink, which must not throw. Returns a function that cancels the body. */
export const readInto = (body: Body, sink: Observer<Uint8Array>): (() => void) => {
  if ('readInto' in body) {
    body.readInto(sink);
    return () => cancel(body);
  }
  const reader = body.getReader();
  void pump(reader, sink);
  return () => cancel(reader);
};
