import { readAnswer } from '../../lib/models/chat-completions/read-answer.ts';
import { bodyDecoder } from '../../lib/models/stream/body-decoder.ts';
import { SwarmError } from '../../lib/agent/errors.ts';
import type { ChatCompletionChunk } from '../../lib/messages/types.ts';

export interface Decoded {
  readonly chunks: readonly ChatCompletionChunk[];
  /** Undefined when the answer was complete. */
  readonly error: SwarmError | undefined;
}

const drive = (pieces: readonly Uint8Array[], chunks: ChatCompletionChunk[]): void => {
  const decoder = bodyDecoder({ closed: false, next: (chunk) => chunks.push(chunk) }, readAnswer());
  for (const piece of pieces) if (decoder.push(piece)) return;
  decoder.end();
};

/**
 * Returns the chunks that the decoder makes of these pieces of a body.
 * @throws errors other than `SwarmError`.
 */
export const decoded = (pieces: readonly Uint8Array[]): Decoded => {
  const chunks: ChatCompletionChunk[] = [];
  try {
    drive(pieces, chunks);
    return { chunks, error: undefined };
  } catch (error) {
    if (error instanceof SwarmError) return { chunks, error };
    throw error;
  }
};
