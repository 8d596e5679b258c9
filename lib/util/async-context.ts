import { Observable, type MonoTypeOperatorFunction } from 'rxjs';

/** Calls a function in the asynchronous context that was captured. */
export type EnterContext = <T>(fn: () => T) => T;

interface AsyncHooks {
  readonly AsyncLocalStorage: { readonly snapshot: () => EnterContext };
}

/** The modules of Node, where the runtime hands them out without an import; bundlers for pages see nothing to load. */
interface Process {
  readonly getBuiltinModule?: (name: string) => AsyncHooks | undefined;
}

const hooks = (globalThis as { readonly process?: Process }).process?.getBuiltinModule?.('node:async_hooks');

const stay: EnterContext = (fn) => fn();

/**
 * Captures the asynchronous context of the caller, such as the stores of `AsyncLocalStorage`. Returns a function that calls
 * others in it. Runtimes without asynchronous contexts get one that just calls.
 */
export const captureContext = (): EnterContext => hooks?.AsyncLocalStorage.snapshot() ?? stay;

/**
 * Emits in the asynchronous context in which the subscriber subscribed, whichever socket, limit or queue woke the source.
 * Put it where a source shares its wake-ups among subscribers; what merely waits for a timer of its own needs no such help.
 */
export const inSubscriberContext = <T>(): MonoTypeOperatorFunction<T> => {
  if (!hooks) return (source) => source;
  return (source) =>
    new Observable((subscriber) => {
      const enter = captureContext();
      return source.subscribe({
        next: (value) => enter(() => subscriber.next(value)),
        error: (error: unknown) => enter(() => subscriber.error(error)),
        complete: () => enter(() => subscriber.complete()),
      });
    });
};
