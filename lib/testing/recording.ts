import type { SwarmErrorType } from '../messages/events.ts';
import type { ChatCompletionChunk, ChatCompletionRequest } from '../messages/types.ts';

/** Exchanges with a chat model, as plain JSON. A bug report is one file of this. */
export interface Recording {
  /** The version of this format. */
  readonly version: 1;
  /** The exchanges, in the order they ended. */
  readonly exchanges: readonly Exchange[];
}

/** A request and its answer. */
export interface Exchange {
  /** The request, with secrets redacted. */
  readonly request: ChatCompletionRequest;
  /** The chunks of the answer, each with the milliseconds since the request. */
  readonly chunks: readonly { readonly at: number; readonly chunk: ChatCompletionChunk }[];
  /** The end of the answer: complete, unsubscribed from, or failed; `at` is the milliseconds since the request. */
  readonly end: { readonly at: number } & (
    | { readonly type: 'complete' | 'unsubscribe' }
    | {
        readonly type: 'error';
        readonly error: {
          readonly type: SwarmErrorType;
          readonly message: string;
          readonly status?: number | undefined;
        };
      }
  );
}
