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

/** As much of a `Response` as is read here, so that what sends need not be `fetch`. */
export interface Answer {
  readonly ok: boolean;
  readonly status: number;
  readonly statusText: string;
  readonly type: string;
  readonly headers: Headers;
  readonly body: ByteStream | null;
}

export interface Post {
  readonly method: 'POST';
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Sends a request; resolves when the headers are there. Follows no redirect. */
export type Transport = (url: string, request: Post) => Promise<Answer>;
