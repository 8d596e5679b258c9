import type { Worker } from 'bullmq';
import {
  catchError,
  EMPTY,
  exhaustMap,
  filter,
  from,
  interval,
  mergeAll,
  type Observable,
  tap,
  timeInterval,
} from 'rxjs';
import type { InHand } from './worker-scope.ts';

/** How many times a lock is renewed in the time that it lasts. */
const TIMES = 4;

/**
 * Renews the locks of the runs in hand, and emits the id of each run whose lock is another worker's. BullMQ's own renewal is
 * switched off, because its timer cannot be ended from outside while a close waits for Redis.
 *
 * @param report Called with each failure of Redis, and with a warning when a renewal comes later than the locks last.
 */
export const lockRenewal = (
  bull: Pick<Worker, 'extendJobLocks'>,
  inHand: ReadonlyMap<string, InHand>,
  lockDuration: number,
  report: (error: unknown) => void,
): Observable<string> =>
  interval(lockDuration / TIMES).pipe(
    timeInterval(),
    filter(() => inHand.size > 0),
    tap(({ interval: passed }) => {
      if (passed > lockDuration) report(tooLate(passed, lockDuration));
    }),
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

const tooLate = (passed: number, lockDuration: number): Error =>
  new Error(
    `The process stood still for ${Math.round(passed)} ms, longer than its locks last (${lockDuration} ms): other workers may have ` +
      'taken its runs. Lower its concurrency, give it more CPU, or raise lockDuration.',
  );
