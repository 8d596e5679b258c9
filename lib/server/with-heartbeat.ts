import { connect, endWith, ignoreElements, interval, map, merge, takeUntil } from 'rxjs';
import type { MonoTypeOperatorFunction, SchedulerLike } from 'rxjs';

/** An event stream's comment: every reader skips it. */
const BEAT = ':\n\n';

/** Comments among the frames: proxies cut what is silent, and writing is how a dead socket is found out. */
export const withHeartbeat = (period: number, scheduler?: SchedulerLike): MonoTypeOperatorFunction<string> =>
  connect((frames$) => {
    const end$ = frames$.pipe(ignoreElements(), endWith(undefined));
    return merge(
      frames$,
      interval(period, scheduler).pipe(
        map(() => BEAT),
        takeUntil(end$),
      ),
    );
  });
