import type { SwarmErrorType } from '../messages/events.ts';
import type { ChatCompletionChunk, ChatCompletionRequest } from '../messages/types.ts';

/** Exchanges with a chat model, as plain JSON. A bug report is one file of this. */
export interface Recording {
  /** The version of this format. */
  readonly version: 1;
  /** The exchanges, in the order in which they began. One that is under way is left out. */
  readonly exchanges: readonly Exchange[];
}

/** A request and its answer. */
export interface Exchange {
  /** The request, with secrets redacted. */
  readonly request: ChatCompletionRequest;
  /** The chunks of the answer, each with the milliseconds since the request. */
  readonly chunks: readonly RecordedChunk[];
  /** The end of the answer. */
  readonly end: RecordedEnd;
}

/** A recorded chunk. */
export interface RecordedChunk {
  /** Milliseconds since the request. */
  readonly at: number;
  /** The chunk, with secrets redacted. */
  readonly chunk: ChatCompletionChunk;
}

/** The end of a recorded answer: complete, unsubscribed from, or an error. */
export type RecordedEnd = {
  /** Milliseconds since the request. */
  readonly at: number;
} & (
  | {
      /** The answer was complete, or its subscriber left. */
      readonly type: 'complete' | 'unsubscribe';
    }
  | {
      /** The answer failed. */
      readonly type: 'error';
      /** The failure, as `SwarmError` has it. */
      readonly error: RecordedError;
    }
);

/** A recorded failure. */
export interface RecordedError {
  /** The type of the `SwarmError`. */
  readonly type: SwarmErrorType;
  /** The message, with secrets redacted. */
  readonly message: string;
  /** The HTTP status. Default: the failure had no status. */
  readonly status?: number | undefined;
  /** The code, such as `insufficient_quota`. Default: the failure had no code. */
  readonly code?: string | undefined;
  /** Milliseconds that the server asked to wait. Default: it did not ask. */
  readonly retryAfter?: number | undefined;
}
