import {
  defer,
  type MonoTypeOperatorFunction,
  observeOn,
  type SchedulerAction,
  type SchedulerLike,
  subscribeOn,
  Subscription,
} from 'rxjs';
import { builtinModule } from './builtin-module.ts';

/** Calls a function in the asynchronous context that was captured. */
export type EnterContext = <T>(fn: () => T) => T;

/** The part of `node:async_hooks` that is used here. */
interface AsyncHooks {
  readonly AsyncResource: new (
    type: string,
    options: { readonly requireManualDestroy: boolean },
  ) => { readonly runInAsyncScope: EnterContext };
}

const hooks = builtinModule('node:async_hooks') as AsyncHooks | undefined;

const stay: EnterContext = (fn) => fn();

/**
 * Captures the asynchronous context of the caller, such as the stores of `AsyncLocalStorage`. Returns a function that calls
 * others in it. Runtimes without asynchronous contexts get one that just calls. An `AsyncResource` takes 0.1 µs to make, where
 * `AsyncLocalStorage.snapshot()` takes 5 to 16.
 */
export const captureContext = (): EnterContext => {
  if (!hooks) return stay;
  const resource = new hooks.AsyncResource('rxswarm', { requireManualDestroy: true });
  return (fn) => resource.runInAsyncScope(fn);
};

/** Runs everything at once, in a captured context. A scheduler, so that operators of rxjs do the rest. */
const schedulerIn = (enter: EnterContext): SchedulerLike => ({
  now: () => Date.now(),
  schedule: (work) => {
    enter(() => work.call(Subscription.EMPTY as SchedulerAction<never>, undefined as never));
    return Subscription.EMPTY;
  },
});

/**
 * Emits in the asynchronous context in which the subscriber subscribed, whichever socket, limit or queue woke the source.
 * Put it where a source is woken by the work of another run. A source that waits for a timer of its own needs no such help.
 */
export const inSubscriberContext =
  <T>(): MonoTypeOperatorFunction<T> =>
  (source) =>
    hooks ? defer(() => source.pipe(observeOn(schedulerIn(captureContext())))) : source;

/**
 * Subscribes to the source in a captured context, however often and from wherever it is subscribed to. Put it around a source
 * that is subscribed to again later, after a failure that may come from anywhere.
 */
export const subscribedIn =
  <T>(enter: EnterContext): MonoTypeOperatorFunction<T> =>
  (source) =>
    enter === stay ? source : source.pipe(subscribeOn(schedulerIn(enter)));

const KEEPS = Symbol.for('rxswarm.keeps-context');

/** Marks a function whose Observables emit in the context of their subscriber by themselves. */
export const keepingContext = <F extends object>(fn: F): F => Object.assign(fn, { [KEEPS]: true });

/** Returns whether a function is marked by `keepingContext()`. */
export const keepsContext = (fn: object): boolean => KEEPS in fn;
