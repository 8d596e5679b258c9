import {
  defer,
  filter,
  type MonoTypeOperatorFunction,
  NEVER,
  type Observable,
  repeat,
  type SchedulerLike,
  take,
  takeUntil,
  tap,
  timer,
} from 'rxjs';

/** The longest delay that timers can have; a longer one would fire at once. */
const LONGEST = 2 ** 31 - 1;

/**
 * Emits once when the moment `due` has passed, in milliseconds of the clock `now`. While one timer runs, `due` may be put off
 * without a cost: restarting a timer at each chunk would cost as much as parsing it.
 */
export const passed = (
  due: () => number,
  scheduler: SchedulerLike,
  now: () => number = () => scheduler.now(),
): Observable<unknown> =>
  defer(() => (due() === Infinity ? NEVER : timer(Math.min(LONGEST, Math.max(0, due() - now())), scheduler))).pipe(
    repeat(),
    filter(() => due() <= now()),
    take(1),
  );

/**
 * Errors with what `late` gives when the moment `due` has passed, in milliseconds of the scheduler's clock. `Infinity` never
 * comes.
 */
export const timeLimit = <T>(due: number, scheduler: SchedulerLike, late: () => Error): MonoTypeOperatorFunction<T> => {
  if (due === Infinity) return (source) => source;
  const fail = () => {
    throw late();
  };
  return takeUntil(passed(() => due, scheduler).pipe(tap(fail)));
};
