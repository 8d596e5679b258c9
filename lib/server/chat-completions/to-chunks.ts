import { concat, defer, mergeMap, type Observable, of } from 'rxjs';
import type { Response, RunEvent } from '../../agent/response.ts';
import type { Delta, Usage } from '../../messages/types.ts';
import { Refusal } from '../http/refusal.ts';

/** A chunk of the Chat Completions API, without the fields that all chunks of a completion share. */
export interface AnswerChunk {
  readonly choices: readonly { readonly index: 0; readonly delta: Delta; readonly finish_reason: string | null }[];
  readonly usage?: Usage | undefined;
}

/**
 * Turns a run into the chunks of one completion: the text of its turns with a blank line between them, the finish reason,
 * the usage. Calls and handoffs are not shown.
 */
export const toChunks = (run$: Observable<RunEvent>): Observable<AnswerChunk> =>
  defer(() => {
    let hasText = false;
    let isNewTurn = false;
    const separated = (content: string): string => {
      const text = hasText && isNewTurn ? `\n\n${content}` : content;
      hasText = true;
      isNewTurn = false;
      return text;
    };
    const text$ = run$.pipe(
      mergeMap((event): readonly AnswerChunk[] => {
        if ('delim' in event) isNewTurn ||= event.delim === 'start';
        if ('response' in event) return lastChunks(event.response);
        if ('content' in event && event.content) return [chunk({ content: separated(event.content) })];
        return 'refusal' in event && event.refusal ? [chunk({ refusal: event.refusal })] : [];
      }),
    );
    return concat(of(chunk({ role: 'assistant', content: '' })), text$);
  });

const chunk = (delta: Delta, finishReason: string | null = null): AnswerChunk => ({
  choices: [{ index: 0, delta, finish_reason: finishReason }],
});

/** @throws Refusal 403 for a run that ends with calls that wait for approval. */
const lastChunks = ({ finishReason = 'stop', usage }: Pick<Response, 'finishReason' | 'usage'>) => {
  if (finishReason === 'tool_calls') {
    throw new Refusal(403, 'decision', 'Forbidden: a call waits for an approval, which this API cannot give.');
  }
  return [chunk({}, finishReason === 'max_turns' ? 'length' : finishReason), { choices: [], usage }];
};

/** Joins all chunks into the `choices` and `usage` of a completion that is not streamed. */
export const toWhole = (chunks: readonly AnswerChunk[]): object => {
  const choices = chunks.flatMap((each) => each.choices);
  const refusal = choices.map(({ delta }) => delta.refusal ?? '').join('');
  return {
    choices: [
      {
        index: 0,
        message: {
          role: 'assistant',
          content: choices.map(({ delta }) => delta.content ?? '').join(''),
          refusal: refusal === '' ? null : refusal,
        },
        finish_reason: choices.map((choice) => choice.finish_reason).findLast(Boolean),
        logprobs: null,
      },
    ],
    usage: chunks.findLast(({ usage }) => usage)?.usage,
  };
};
