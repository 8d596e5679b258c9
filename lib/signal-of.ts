import type { Subscription } from 'rxjs';

/** A signal that is aborted as this is unsubscribed. Not made before it is needed: it costs more than a chunk does. */
export const signalOf = (gone: Subscription): AbortSignal => {
  const controller = new AbortController();
  gone.add(() => controller.abort());
  return controller.signal;
};
