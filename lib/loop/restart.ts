import { catchError, concat, defer, mergeMap, type Observable, of, timer } from 'rxjs';
import { asError, isWorthRetrying, retryWait, SwarmError } from '../agent/errors.ts';
import type { RunEvent } from '../agent/response.ts';
import type { RunOptions } from '../agent/run-options.ts';
import type { RetryEvent } from '../messages/events.ts';

/**
 * A turn that breaks is asked for again, so many times: no function has run yet, so it is safe. `{ retry }` tells the
 * consumer that what the turn streamed so far is void.
 */
export const restarting = <T>(
  attempt$: Observable<T>,
  { turnRetries = 0, scheduler }: RunOptions,
): Observable<T | RunEvent> => {
  if (turnRetries === 0) return attempt$;
  return defer(() => {
    let attempt = 0;
    return attempt$.pipe(
      catchError((error: unknown, again$): Observable<T | RunEvent> => {
        if (++attempt > turnRetries || !isWorthRetrying(error)) throw asError(error);
        const wait = retryWait(error);
        const later$ = wait ? timer(wait, scheduler).pipe(mergeMap(() => again$)) : again$;
        return concat(of(toRetry(error, attempt)), later$);
      }),
    );
  });
};

const toRetry = ({ type, message }: SwarmError, attempt: number): RetryEvent => ({ retry: { attempt, type, message } });
