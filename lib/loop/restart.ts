import { catchError, concat, defer, mergeMap, of, timer, type Observable } from 'rxjs';
import { asError, SwarmError, type SwarmErrorType } from '../agent/errors.ts';
import { retryWait } from '../retry-wait.ts';
import type { RunOptions } from '../agent/run-options.ts';
import type { RetryEvent, RunEvent } from '../messages/types.ts';

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
        if (++attempt > restartTurns || !isBreak(error)) throw asError(error);
        const wait = retryWait(error);
        const later$ = wait ? timer(wait, scheduler).pipe(mergeMap(() => again$)) : again$;
        return concat(of(toRetry(error, attempt)), later$);
      }),
    );
  });
};

const toRetry = ({ type, message }: SwarmError, attempt: number): RetryEvent => ({ retry: { attempt, type, message } });

const BROKEN: readonly SwarmErrorType[] = ['network', 'incomplete', 'protocol', 'timeout'];
const BUSY = [408, 409, 429];

/**
 * What may go well the next time: a stream that broke, and the statuses of a server that is busy. An error without a status
 * counts as one of those.
 */
export const isBreak = (error: unknown): error is SwarmError => {
  if (!(error instanceof SwarmError)) return false;
  const { type, status = 500 } = error;
  if (BROKEN.includes(type)) return true;
  return (type === 'api' || type === 'http') && (status >= 500 || BUSY.includes(status));
};
