import type { Worker } from 'bullmq';
import { catchError, EMPTY, exhaustMap, filter, from, interval, mergeAll, type Observable } from 'rxjs';
import type { InHand } from './worker-scope.ts';

/** How many times a lock is renewed in the time that it lasts. */
const TIMES = 4;

/**
 * Renews the locks of the runs in hand, and emits the id of each run whose lock is another worker's. BullMQ's own renewal is
 * switched off, because its timer cannot be ended from outside while a close waits for Redis.
 *
 * @param report Called with each failure of Redis.
 */
export const lockRenewal = (
  bull: Worker,
  inHand: ReadonlyMap<string, InHand>,
  lockDuration: number,
  report: (error: unknown) => void,
): Observable<string> =>
  interval(lockDuration / TIMES).pipe(
    filter(() => inHand.size > 0),
    exhaustMap(() => {
      const tokens = [...inHand.values()].map(({ token }) => token);
      return from(bull.extendJobLocks([...inHand.keys()], tokens, lockDuration)).pipe(
        catchError((error: unknown) => {
          report(error);
          return EMPTY;
        }),
      );
    }),
    mergeAll(),
  );
