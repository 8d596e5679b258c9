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
  type Observable,
  type ObservableInput,
} from 'rxjs';
import { captureContext, inSubscriberContext, subscribedIn } from '../../util/async-context.ts';
import { whenReady } from '../../util/promise.ts';

type Source<T> = Iterable<T> | AsyncIterable<T> | Observable<T>;

/** Room for another value. */
export interface Room {
  /** Returns true while there is room. */
  readonly isOpen: () => boolean;
  /** Emits once there is room. */
  readonly opens$: Observable<unknown>;
}

/**
 * Emits values when there is room, and takes none before. An iterable is asked for as many as there is room for in one go, an
 * async iterable for one at a time. An Observable cannot be asked: its values wait in line.
 */
export const pulled = <T>(source: Source<T>, room: Room): Observable<T> => {
  if (isObservable(source)) return queued(source, room);
  return defer(() => {
    if (Symbol.asyncIterator in source) {
      const iterator = source[Symbol.asyncIterator]();
      return iterated(iterator, (end) => one(iterator, end), room);
    }
    const iterator = source[Symbol.iterator]();
    return iterated(iterator, (end) => many(iterator, end, room), room);
  });
};

/** Room is taken on a trampoline, as there may be many values in line when it comes. */
const queued = <T>(source: Observable<T>, { opens$ }: Room): Observable<T> =>
  source.pipe(
    inSubscriberContext(),
    concatMap((value) =>
      opens$.pipe(
        observeOn(queueScheduler),
        map(() => value),
      ),
    ),
  );

/** On a trampoline too: the stack must not grow with the number of values. */
const iterated = <T>(
  iterator: Iterator<T> | AsyncIterator<T>,
  next: (end: () => void) => ObservableInput<T>,
  { opens$ }: Room,
): Observable<T> => {
  let isDone = false;
  const end = (): void => {
    isDone = true;
  };
  return defer(() => next(end)).pipe(
    subscribedIn(captureContext()),
    repeat({ delay: () => (isDone ? EMPTY : opens$.pipe(observeOn(queueScheduler))) }),
    finalize(() => {
      if (!isDone) close(iterator);
    }),
  );
};

function* many<T>(iterator: Iterator<T, unknown>, end: () => void, { isOpen }: Room): Generator<T> {
  while (isOpen()) {
    const { done = false, value } = iterator.next();
    if (done) {
      end();
      return;
    }
    yield value as T;
  }
}

const one = <T>(iterator: AsyncIterator<T, unknown>, end: () => void): Observable<T> =>
  whenReady(
    () => iterator.next(),
    ({ done = false, value }) => {
      if (!done) return of(value as T);
      end();
      return EMPTY;
    },
  );

/** Runs the `finally` of a generator. Its failure is dropped, because no subscriber is left. */
const close = (iterator: Iterator<unknown> | AsyncIterator<unknown>): void => {
  new Promise((resolve) => resolve(iterator.return?.())).catch(() => undefined);
};
