import type { AnswerChunk } from './to-chunks.ts';

/** What the whole answer is, of its chunks. */
export const toWhole = (chunks: readonly AnswerChunk[]): object => {
  const deltas = chunks.flatMap(({ choices }) => choices.map(({ delta }) => delta));
  const refusal = deltas.map((delta) => delta.refusal ?? '').join('');
  return {
    choices: [
      {
        index: 0,
        message: {
          role: 'assistant',
          content: deltas.map(({ content }) => content ?? '').join(''),
          refusal: refusal === '' ? null : refusal,
        },
        finish_reason: chunks.flatMap(({ choices }) => choices.map((choice) => choice.finish_reason)).findLast(Boolean),
        logprobs: null,
      },
    ],
    usage: chunks.findLast(({ usage }) => usage)?.usage,
  };
};
