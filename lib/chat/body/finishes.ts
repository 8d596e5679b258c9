import type { ChatCompletionChunk } from '../../types.ts';

const isFirstChoice = ({ index }: ChatCompletionChunk['choices'][number]): boolean => (index ?? 0) === 0;

/** Whether the answer, which is choice 0, ends with this chunk. */
export const finishes = ({ choices }: ChatCompletionChunk): boolean =>
  choices.some((choice) => isFirstChoice(choice) && Boolean(choice.finish_reason));
