import type { ChatCompletionChunk } from '../../messages/types.ts';

/** Where chunks go, in order. */
export interface ChunkSink {
  /** True: nobody listens any more. */
  readonly closed: boolean;
  next(chunk: ChatCompletionChunk): void;
}

/** How a body is read: as events, or as one JSON value. Both methods throw a `SwarmError` at what is no completion. */
export interface BodyFormat {
  /** Takes whole lines; true as soon as the answer is whole and the rest of the body does not matter. */
  push(lines: string): boolean;
  /** Takes the end of the body; throws `incomplete` if the answer is not whole. */
  end(): void;
}
