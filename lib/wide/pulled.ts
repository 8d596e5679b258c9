import {
  concatMap,
  defer,
  EMPTY,
  finalize,
  isObservable,
  map,
  observeOn,
  of,
  queueScheduler,
  repeat,
  timer,
  type Observable,
} from 'rxjs';
import { whenReady } from '../promise.ts';

type Source<T> = Iterable<T> | AsyncIterable<T> | Observable<T>;

/**
 * Values that are taken one at a time, each when `room` has emitted. An iterable is asked for a value then and not
 * before; an Observable cannot be asked, so what it emits waits in line.
 */
export const pulled = <T>(source: Source<T>, room: () => Observable<unknown>): Observable<T> =>
  isObservable(source) ? queued(source, room) : iterated(source, room);

/** Room is taken on a trampoline, as there may be many values in line when it comes. */
const queued = <T>(source: Observable<T>, room: () => Observable<unknown>): Observable<T> =>
  source.pipe(
    concatMap((value) =>
      room().pipe(
        observeOn(queueScheduler),
        map(() => value),
      ),
    ),
  );

const iterated = <T>(source: Iterable<T> | AsyncIterable<T>, room: () => Observable<unknown>): Observable<T> =>
  defer(() => {
    const iterator = iteratorOf(source);
    let isDone = false;
    const take = ({ done = false, value }: IteratorResult<T, unknown>): Observable<T> => {
      isDone = done;
      return done ? EMPTY : of(value as T);
    };
    return defer(room).pipe(
      concatMap(() => whenReady(() => iterator.next(), take)),
      // On a trampoline: the stack must not grow with the number of values.
      repeat({ delay: () => (isDone ? EMPTY : timer(0, queueScheduler)) }),
      finalize(() => {
        if (!isDone) close(iterator);
      }),
    );
  });

const iteratorOf = <T>(source: Iterable<T> | AsyncIterable<T>): Iterator<T> | AsyncIterator<T> =>
  Symbol.asyncIterator in source ? source[Symbol.asyncIterator]() : source[Symbol.iterator]();

/** A generator's `finally` runs. Nobody is left who could be told that it failed. */
const close = (iterator: Iterator<unknown> | AsyncIterator<unknown>): void => {
  new Promise((resolve) => resolve(iterator.return?.())).catch(() => undefined);
};
