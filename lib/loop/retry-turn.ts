import { catchError, concat, defer, mergeMap, type Observable, of, timer } from 'rxjs';
import { asError, isWorthRetrying, retryWait, type SwarmError } from '../agent/errors.ts';
import type { WholeRunOptions } from '../agent/run-options.ts';
import type { RetryEvent } from '../messages/events.ts';

/**
 * Asks for a turn again, at most `turnRetries` times, when it breaks. That is safe, because none of its functions has run yet.
 * `{ retry }` tells the consumer that what the turn streamed so far is void.
 */
export const retryTurn = <T>(
  attempt$: Observable<T>,
  { turnRetries, scheduler }: Pick<WholeRunOptions, 'turnRetries' | 'scheduler'>,
): Observable<T | RetryEvent> => {
  if (turnRetries === 0) return attempt$;
  return defer(() => {
    let attempt = 0;
    return attempt$.pipe(
      catchError((error: unknown, again$): Observable<T | RetryEvent> => {
        if (++attempt > turnRetries || !isWorthRetrying(error)) throw asError(error);
        const wait = retryWait(error);
        const later$ = wait ? timer(wait, scheduler).pipe(mergeMap(() => again$)) : again$;
        return concat(of(toRetry(error, attempt)), later$);
      }),
    );
  });
};

const toRetry = ({ type, message }: SwarmError, attempt: number): RetryEvent => ({ retry: { attempt, type, message } });
