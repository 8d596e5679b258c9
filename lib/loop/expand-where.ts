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
import { inSubscriberContext } from '../util/async-context.ts';

/** The stack is unwound at every sixteenth match, because unwinding at each would cost as much as the rest of a step. */
const UNWIND = 16;
const NOW = of(0);

/**
 * `expand` for sparse recursion: replaces a value that matches by the stream it projects to, and passes the others on. Values
 * that match wait until the stream they came in has completed, then follow one after another.
 *
 * `expand` subscribes once per value. This subscribes once per match, and at times on a trampoline, so that neither the stack
 * nor the path of a value grows with the number of matches before it.
 */
export const expandWhere =
  <T, S>(
    matches: (value: T | S) => value is S,
    project: (value: S) => ObservableInput<T | S>,
  ): OperatorFunction<T | S, T> =>
  (source) =>
    defer(() => {
      const waiting: S[] = [];
      let next: () => ObservableInput<T | S> = () => source;
      const passOn = (value: T | S): value is T => {
        if (!matches(value)) return true;
        waiting.push(value);
        return false;
      };
      return defer(() => next()).pipe(
        repeat({
          delay: (count) => {
            if (waiting.length === 0) return EMPTY;
            const match = waiting.shift() as S;
            next = () => project(match);
            return count % UNWIND === 0 ? timer(0, queueScheduler).pipe(inSubscriberContext()) : NOW;
          },
        }),
        filter(passOn),
      );
    });
