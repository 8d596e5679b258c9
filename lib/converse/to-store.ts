import { ReplaySubject, share, timer, type Observable } from 'rxjs';

/** What React's `useSyncExternalStore` takes. */
export interface Store<T> {
  /** Calls the listener after each change; what it returns ends that. */
  readonly subscribe: (listener: () => void) => () => void;
  /** The latest value: the same object until the next change. */
  readonly getSnapshot: () => T;
}

/**
 * A stream as a store, subscribed while someone listens. React lets go of a store and takes it up again at once, which
 * does not end it. A failure is thrown by `getSnapshot`, where an error boundary catches it.
 */
export const toStore = <T>(values$: Observable<T>, initial: T): Store<T> => {
  let read = (): T => initial;
  const shared$ = values$.pipe(share({ connector: () => new ReplaySubject(1), resetOnRefCountZero: () => timer(0) }));
  return {
    subscribe: (listener) => {
      const subscription = shared$.subscribe({
        next: (value) => {
          read = () => value;
          listener();
        },
        error: (error: unknown) => {
          read = () => {
            throw error as Error;
          };
          listener();
        },
      });
      return () => subscription.unsubscribe();
    },
    getSnapshot: () => read(),
  };
};
