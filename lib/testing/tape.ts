import type { SchedulerLike } from 'rxjs';
import type { RecordedEnd, RecordedError } from './recording.ts';

/** Listens to an exchange, as `tap()` does. Nothing is heard after its end. */
export interface Tape<T> {
  readonly next: (value: T) => void;
  readonly complete: () => void;
  readonly error: (error: unknown) => void;
  readonly unsubscribe: () => void;
}

/** How an exchange is kept. */
export interface TapeOptions<T> {
  /** Returns the milliseconds since the request. */
  readonly elapsed: () => number;
  readonly describe: (error: unknown) => RecordedError;
  /** Called once, at the end. */
  readonly keep: (values: readonly Timed<T>[], end: RecordedEnd) => void;
}

/** A value and the milliseconds since the request. */
export interface Timed<T> {
  readonly at: number;
  readonly value: T;
}

/** Returns a function that returns the milliseconds since this call. */
export const stopwatch = (scheduler: SchedulerLike): (() => number) => {
  const begin = scheduler.now();
  return () => scheduler.now() - begin;
};

/** Returns a tape, which keeps the values of an exchange with their times, and its end. */
export const tape = <T>({ elapsed, describe, keep }: TapeOptions<T>): Tape<T> => {
  const values: Timed<T>[] = [];
  let isOver = false;
  const end = (how: EndOf): void => {
    if (isOver) return;
    isOver = true;
    keep(values, { at: elapsed(), ...how });
  };
  return {
    next: (value) => {
      if (!isOver) values.push({ at: elapsed(), value });
    },
    complete: () => end({ type: 'complete' }),
    unsubscribe: () => end({ type: 'unsubscribe' }),
    error: (error) => end({ type: 'error', error: describe(error) }),
  };
};

type WithoutTime<T> = T extends unknown ? Omit<T, 'at'> : never;
type EndOf = WithoutTime<RecordedEnd>;
