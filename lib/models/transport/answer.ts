import type { Observable, Observer } from 'rxjs';

/** What a read brings: bytes, or the end. */
export type ByteRead = { readonly done: false; readonly value: Uint8Array } | { readonly done: true };

export interface ByteReader {
  read(): Promise<ByteRead>;
  /** Ends the body, which closes its connection. */
  cancel(): Promise<void>;
}

/** As much of a `ReadableStream` as is needed to read it once, from its beginning. */
export interface ByteStream {
  /** Whether somebody reads it already. */
  readonly locked: boolean;
  getReader(): ByteReader;
  cancel(): Promise<void>;
}

/**
 * A body that is pushed at its reader, as it comes off its connection: no promise and no turn of the event loop lie between.
 * What comes while nobody reads is lost.
 */
export interface ByteFlow {
  readonly locked: boolean;
  readInto(sink: Observer<Uint8Array>): void;
  cancel(): Promise<void>;
}

export type Body = ByteStream | ByteFlow;

/** As much of a `Response` as is read here, so that what sends need not be `fetch`. */
export interface Answer {
  readonly ok: boolean;
  readonly status: number;
  readonly statusText: string;
  readonly type: string;
  readonly headers: Headers;
  readonly body: Body | null;
}

export interface Post {
  readonly method: 'POST';
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/**
 * Sends a request when subscribed, and goes on with what `read` makes of its answer when the headers are there; unsubscribing
 * before aborts it. From then on whoever reads the body cancels it. Follows no redirect.
 *
 * It reads into the subscriber itself: a `mergeMap` would be one more subscriber on the way of each chunk, and with a thousand
 * runs at once each of them is fetched from memory anew, which took half a microsecond.
 */
export type Transport = <T>(url: string, request: Post, read: (answer: Answer) => Observable<T>) => Observable<T>;

/** Ends a body that nobody reads any more, which closes its connection. A body that has failed already is of no interest. */
export const cancel = (body: { cancel(): Promise<void> } | null): void => {
  body?.cancel().catch(() => undefined);
};

/** An `await` is cheaper than a `then`: no promise is made beside the read's own. */
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

/** Reads a body into a sink, which does not throw; what it returns cancels the body. */
export const readInto = (body: Body, sink: Observer<Uint8Array>): (() => void) => {
  if ('readInto' in body) {
    body.readInto(sink);
    return () => cancel(body);
  }
  const reader = body.getReader();
  void pump(reader, sink);
  return () => cancel(reader);
};
