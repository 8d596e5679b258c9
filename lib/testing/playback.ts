import { concat, EMPTY, ignoreElements, NEVER, type Observable, type SchedulerLike, throwError, timer } from 'rxjs';
import { checkOption } from '../agent/errors.ts';
import type { RecordedEnd, RecordedError } from './recording.ts';

/** How time passes in a replay. */
export interface PaceOptions {
  readonly speed?: number;
  readonly scheduler?: SchedulerLike;
}

/** Goes on with a stream after a wait. */
export type Wait = <T>(milliseconds: number, then$: Observable<T>) => Observable<T>;

/**
 * Returns a function that waits as long as the recording did, at this speed. A wait of 0 ms stays synchronous.
 *
 * @param owner Begins the error for a wrong speed: `replay()`.
 */
export const pauses = (owner: string, { speed = Infinity, scheduler }: PaceOptions): Wait => {
  checkOption(`${owner}: speed`, speed, 'a number above 0', speed > 0);
  return (milliseconds, then$) => {
    const pause = milliseconds / speed;
    return pause > 0 ? concat(timer(pause, scheduler).pipe(ignoreElements()), then$) : then$;
  };
};

/** Replays the end of an exchange. A recording that was unsubscribed from never ends. */
export const endOf = (end: RecordedEnd, toError: (error: RecordedError) => Error): Observable<never> => {
  if ('error' in end) return throwError(() => toError(end.error));
  return end.type === 'complete' ? EMPTY : NEVER;
};
