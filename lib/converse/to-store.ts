import { ReplaySubject, share, timer, type Observable } from 'rxjs';

/** A store for React's `useSyncExternalStore`. */
export interface Store<T> {
  /** Calls the listener after each change. Returns the function that ends that. */
  readonly subscribe: (listener: () => void) => () => void;
  /** Returns the latest value, the same object until the next change. Throws if the stream has failed. */
  readonly getSnapshot: () => T;
}

/**
 * Turns a stream into a store that is subscribed while it has listeners. React removes its listener and adds it again at once,
 * which does not end the subscription. `getSnapshot` throws the error of a stream that fails, for an error boundary.
 *
 * @example
 * const store = toStore(converse(connect('/chat'), inputs$), emptyConversation);
 * const useConversation = () => useSyncExternalStore(store.subscribe, store.getSnapshot, store.getSnapshot);
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
