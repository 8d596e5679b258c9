import { Observable, type MonoTypeOperatorFunction } from 'rxjs';
import { builtinModule } from './builtin-module.ts';

/** Calls a function in the asynchronous context that was captured. */
export type EnterContext = <T>(fn: () => T) => T;

interface AsyncHooks {
  readonly AsyncLocalStorage: { readonly snapshot: () => EnterContext };
}

const hooks = builtinModule('node:async_hooks') as AsyncHooks | undefined;

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

/**
 * Subscribes to the source in a captured context, however often and from wherever it is subscribed to. Put it around a source
 * that is subscribed to again later, after a failure that may come from anywhere.
 */
export const subscribedIn =
  <T>(enter: EnterContext): MonoTypeOperatorFunction<T> =>
  (source) =>
    enter === stay ? source : new Observable((subscriber) => enter(() => source.subscribe(subscriber)));
