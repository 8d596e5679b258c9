import { asyncScheduler, mergeMap, throwError, type Observable, type SchedulerLike } from 'rxjs';
import { SwarmError } from '../errors.ts';
import type { ChatCompletionChunk } from '../types.ts';
import type { Asked } from './failure/asked.ts';
import { errorText } from './failure/error-text.ts';
import { errorWords } from './failure/error-words.ts';
import { httpError } from './failure/http-error.ts';
import { readBody } from './body/read-body.ts';
import type { Answer } from './transport/answer.ts';

const failure = (
  { body, status, statusText, headers }: Answer,
  asked: Asked,
  scheduler: SchedulerLike,
): Observable<never> =>
  errorText(body, scheduler).pipe(
    mergeMap((text) => {
      const words = errorWords(text) ?? (statusText === '' ? undefined : statusText);
      return throwError(() => httpError({ status, headers, words }, asked));
    }),
  );

/** The chunks of an answer; errors with an `http` error where its status is not 2xx, whatever its body is. */
export const completion = (
  answer: Answer,
  asked: Asked,
  scheduler: SchedulerLike = asyncScheduler,
): Observable<ChatCompletionChunk> => {
  if (!answer.ok) return failure(answer, asked, scheduler);
  if (answer.body !== null) return readBody(answer.body, scheduler);
  return throwError(() => new SwarmError('incomplete', 'The answer has no body.'));
};
