import { catchError, concat, defer, EMPTY, ignoreElements, of, throwError, timer, type Observable } from 'rxjs';
import { asError, SwarmError } from './errors.ts';
import { retryWait } from './retry-wait.ts';
import type { RunOptions } from './run-options.ts';
import type { RetryEvent, RunEvent } from './types.ts';

/**
 * A turn that breaks is asked for again, so many times: no function has run yet, so it is safe. `{ retry }` tells the
 * consumer that what the turn streamed so far is void.
 */
export const restarting = <T>(
  attempt$: Observable<T>,
  { restartTurns = 0, scheduler }: RunOptions,
): Observable<T | RunEvent> => {
  if (restartTurns === 0) return attempt$;
  return defer(() => {
    let attempt = 0;
    return attempt$.pipe(
      catchError((error: unknown, again$): Observable<T | RunEvent> => {
        if (++attempt > restartTurns || !isBreak(error)) return throwError(() => asError(error));
        const wait = retryWait(error);
        const pause$ = wait ? timer(wait, scheduler).pipe(ignoreElements()) : EMPTY;
        return concat(of(toRetry(error, attempt)), pause$, again$);
      }),
    );
  });
};

const toRetry = ({ type, message }: SwarmError, attempt: number): RetryEvent => ({ retry: { attempt, type, message } });

/** What may go well the next time: a stream that broke, and the statuses of a server that is busy. */
export const isBreak = (error: unknown): error is SwarmError => {
  if (!(error instanceof SwarmError)) return false;
  const { type, status } = error;
  if (type === 'network' || type === 'incomplete' || type === 'protocol' || type === 'timeout') return true;
  if (type !== 'api' && type !== 'http') return false;
  return status === undefined || status >= 500 || status === 408 || status === 409 || status === 429;
};
