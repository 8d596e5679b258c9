import { takeUntil, tap, type MonoTypeOperatorFunction, type SchedulerLike } from 'rxjs';
import { passed } from './util/time-limit.ts';

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
