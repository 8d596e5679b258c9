import { concat, defer, mergeMap, type Observable, of } from 'rxjs';
import type { RunEvent } from '../../agent/response.ts';
import type { Delta, Usage } from '../../messages/types.ts';
import { Refusal } from '../http/refusal.ts';

/** A chunk as the API defines it, but for what all chunks of an answer have in common. */
export interface AnswerChunk {
  readonly choices: readonly { readonly index: 0; readonly delta: Delta; readonly finish_reason: string | null }[];
  readonly usage?: Usage | undefined;
}

/**
 * A run as one answer: the text of its turns, a blank line between them, then why it ended and what it took. What its
 * agents do between their words is their own.
 */
export const toChunks = (run$: Observable<RunEvent>): Observable<AnswerChunk> =>
  defer(() => {
    let hasText = false;
    let isNewTurn = false;
    const spoken = (content: string): string => {
      const text = hasText && isNewTurn ? `\n\n${content}` : content;
      hasText = true;
      isNewTurn = false;
      return text;
    };
    const text$ = run$.pipe(
      mergeMap((event): readonly AnswerChunk[] => {
        if ('delim' in event) isNewTurn ||= event.delim === 'start';
        if ('response' in event) return ending(event.response);
        if ('content' in event && event.content) return [chunk({ content: spoken(event.content) })];
        return 'refusal' in event && event.refusal ? [chunk({ refusal: event.refusal })] : [];
      }),
    );
    return concat(of(chunk({ role: 'assistant', content: '' })), text$);
  });

const chunk = (delta: Delta, finishReason: string | null = null): AnswerChunk => ({
  choices: [{ index: 0, delta, finish_reason: finishReason }],
});

const ending = ({
  finishReason = 'stop',
  usage,
}: {
  readonly finishReason?: string;
  readonly usage?: Usage;
}): readonly AnswerChunk[] => {
  if (finishReason === 'tool_calls') {
    throw new Refusal(403, 'approval', 'This waits for an approval, which cannot be given through this API.');
  }
  return [chunk({}, finishReason === 'max_turns' ? 'length' : finishReason), { choices: [], usage }];
};

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
