import { asyncScheduler, mergeMap, type Observable, type SchedulerLike, throwError } from 'rxjs';
import { SwarmError } from '../../agent/errors.ts';
import type { ChatCompletionChunk } from '../../messages/types.ts';
import type { Asked } from '../errors/endpoint-info.ts';
import { errorText } from '../errors/error-body.ts';
import { httpError } from '../errors/http-error.ts';
import { errorWords } from '../errors/server-message.ts';
import { readBody } from '../stream/read-body.ts';
import type { Answer } from './answer.ts';

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
