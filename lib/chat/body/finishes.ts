import type { ChatCompletionChunk } from '../../messages/types.ts';

/** A function of its own: made anew for each chunk it would cost more than it does. */
const isLast = ({ index, finish_reason: reason }: ChatCompletionChunk['choices'][number]): boolean =>
  (index ?? 0) === 0 && Boolean(reason);

/** Whether the answer, which is choice 0, ends with this chunk. */
export const finishes = ({ choices }: ChatCompletionChunk): boolean => choices.some(isLast);
