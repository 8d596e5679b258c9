import { defer, from, mergeMap, type Observable } from 'rxjs';

export const isPromiseLike = (value: unknown): value is PromiseLike<unknown> =>
  typeof (value as PromiseLike<unknown> | null | undefined)?.then === 'function';

/** Goes on with a value: at once, or when its promise has resolved. What is synchronous stays so, and time can be drawn. */
export const whenReady = <T, R>(
  produce: () => T | PromiseLike<T>,
  project: (value: T) => Observable<R>,
): Observable<R> =>
  defer(() => {
    const value = produce();
    return isPromiseLike(value) ? from(value).pipe(mergeMap(project)) : project(value);
  });
