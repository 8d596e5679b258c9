import type { SwarmErrorType } from '../messages/events.ts';
import type { ChatCompletionChunk, ChatCompletionRequest } from '../messages/types.ts';

/** Exchanges with a chat model, as JSON holds them: a bug report is one file of this. */
export interface Recording {
  readonly version: 1;
  readonly exchanges: readonly Exchange[];
}

export interface Exchange {
  /** Without secrets. */
  readonly request: ChatCompletionRequest;
  /** Each with the milliseconds since the request. */
  readonly chunks: readonly { readonly at: number; readonly chunk: ChatCompletionChunk }[];
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
