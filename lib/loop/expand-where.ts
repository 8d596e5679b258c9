import {
  defer,
  EMPTY,
  filter,
  of,
  queueScheduler,
  repeat,
  timer,
  type ObservableInput,
  type OperatorFunction,
} from 'rxjs';

/** At every sixteenth match the stack is unwound: doing so at each would cost as much as all the rest of this. */
const UNWIND = 16;
const NOW = of(0);

/**
 * `expand` for sparse recursion: a value that matches gives way to the stream it projects to, the others pass through, but for
 * undefined, which is none. Values that match wait until the stream they came in has completed, then follow one after another.
 *
 * `expand` would subscribe once per value. This subscribes once per match, and now and then on a trampoline, so that neither
 * the stack nor the path of a value grows with the number of matches before it.
 */
export const expandWhere =
  <T, S>(
    matches: (value: T | S) => value is S,
    project: (value: S) => ObservableInput<T | S | undefined>,
  ): OperatorFunction<T | S | undefined, T> =>
  (source) =>
    defer(() => {
      const waiting: S[] = [];
      const take = (value: T | S | undefined): value is T => {
        if (value === undefined) return false;
        if (!matches(value)) return true;
        waiting.push(value);
        return false;
      };
      let next: ObservableInput<T | S | undefined> = source;
      return defer(() => next).pipe(
        repeat({
          delay: (count) => {
            if (waiting.length === 0) return EMPTY;
            next = project(waiting.shift() as S);
            return count % UNWIND === 0 ? timer(0, queueScheduler) : NOW;
          },
        }),
        filter(take),
      );
    });
