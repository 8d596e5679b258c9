import type { Subscription } from 'rxjs';

/** Returns a signal that is aborted when the subscription is unsubscribed. Call it as late as possible: a signal costs 2 to 4 µs on Node 20. */
export const signalOf = (lifetime: Subscription): AbortSignal => {
  const controller = new AbortController();
  lifetime.add(() => controller.abort());
  return controller.signal;
};
