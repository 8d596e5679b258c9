import { defer, from, mergeMap, type Observable, type ObservableInput } from 'rxjs';

/** Returns true for promises and for other objects with a `then`, such as the queries of some database clients. */
export const isPromiseLike = (value: unknown): value is PromiseLike<unknown> =>
  typeof (value as PromiseLike<unknown> | null | undefined)?.then === 'function';

/** Emits the value of a promise. Through a promise of our own, because the `then` of others may return nothing. */
export const awaited = <T>(value: PromiseLike<T>): Observable<T> => from(Promise.resolve(value));

/** Returns an input of rxjs, with a promise of our own for one whose `then` may return nothing. */
export const awaitedInput = <T>(input: ObservableInput<T>): ObservableInput<T> =>
  isPromiseLike(input) ? awaited<T>(input) : input;

/** Goes on with a value: at once, or when its promise has resolved. What is synchronous stays so, and time can be drawn. */
export const whenReady = <T, R>(
  produce: () => T | PromiseLike<T>,
  project: (value: T) => Observable<R>,
): Observable<R> =>
  defer(() => {
    const value = produce();
    return isPromiseLike(value) ? awaited(value).pipe(mergeMap(project)) : project(value);
  });
