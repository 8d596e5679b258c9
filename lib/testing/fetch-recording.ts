import type { RecordedEnd } from './recording.ts';

/** Exchanges of a `fetch`, byte for byte and as plain JSON. A bug report is one file of this. */
export interface FetchRecording {
  /** The version of this format. */
  readonly version: 1;
  /** Tells it from the recording of a chat model. */
  readonly of: 'fetch';
  /** The exchanges, in the order in which they began. One that is under way is left out. */
  readonly exchanges: readonly FetchExchange[];
}

/** A request over HTTP and its response. */
export interface FetchExchange {
  /** The request, with secrets redacted. */
  readonly request: RecordedRequest;
  /** The head of the response. Default: the exchange ended before it came. */
  readonly response?: RecordedResponse | undefined;
  /** The body of the response, in the pieces in which it was read. */
  readonly pieces: readonly RecordedPiece[];
  /** The end of the exchange. */
  readonly end: RecordedEnd;
}

/** A recorded request. */
export interface RecordedRequest {
  /** The HTTP method. */
  readonly method: string;
  /** The address. The values of its query are hidden, except those known to be harmless. */
  readonly url: string;
  /** The headers, by names in lower case. Their values are hidden, except those known to be harmless. */
  readonly headers: Readonly<Record<string, string>>;
  /** The body: parsed where it is JSON, else a text. Default: the request had none, or a stream or a form. */
  readonly body?: unknown;
}

/** The head of a recorded response. */
export interface RecordedResponse {
  /** Milliseconds since the request. */
  readonly at: number;
  /** The HTTP status. */
  readonly status: number;
  /** The reason phrase of the status. */
  readonly statusText: string;
  /** The headers, by names in lower case, without those on how the body was sent: `fetch` has decoded it. */
  readonly headers: Readonly<Record<string, string>>;
}

/** A piece of a body. */
export type RecordedPiece = {
  /** Milliseconds since the request. */
  readonly at: number;
} & PieceContent;

/** The bytes of a piece: a text if they are whole characters of UTF-8, else in base64. */
export type PieceContent =
  | {
      /** The bytes, as UTF-8. */
      readonly text: string;
    }
  | {
      /** The bytes, in base64. */
      readonly base64: string;
    };
