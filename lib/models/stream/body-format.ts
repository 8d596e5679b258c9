import type { ChatCompletionChunk } from '../../messages/types.ts';

/** Takes chunks, in order. */
export interface ChunkSink {
  /** True once no subscriber listens any more. */
  readonly closed: boolean;
  /** Takes a chunk. */
  next(chunk: ChatCompletionChunk): void;
}

/** Reads a body as events, or as one JSON value. Both methods throw a `SwarmError` for text that is no completion. */
export interface BodyFormat {
  /** Takes whole lines. Returns true as soon as the answer is whole and the rest of the body does not matter. */
  push(lines: string): boolean;
  /** Takes the end of the body. Throws `incomplete` if the answer is not whole. */
  end(): void;
}
