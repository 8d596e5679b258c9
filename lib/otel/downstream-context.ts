import type { Context } from '@opentelemetry/api';
import { Observable, type Subscriber } from 'rxjs';

/** Returns the context that the streams above a subscriber belong to now. */
export type CurrentContext = () => Context;

/** The contexts of the subscribers that a traced stream passes through. */
const contexts = new WeakMap<object, CurrentContext>();

/**
 * Returns a stream that finds the context of the nearest `trace()` or traced run downstream. It follows the subscription: the
 * subscriber of each operator knows the next one downstream. So timers, promises and other streams in between make no difference.
 * It finds no context behind a Subject or `share()`, because those end the chain of subscribers.
 *
 * @param project Gets the context it found, and `provide`, which sets the context for the streams above.
 */
export const withDownstreamContext = <T>(
  project: (found: Context | undefined, provide: (current: CurrentContext) => void) => Observable<T>,
): Observable<T> =>
  new Observable((subscriber) => {
    const provide = (current: CurrentContext): void => void contexts.set(subscriber, current);
    return project(find(subscriber), provide).subscribe(subscriber);
  });

const find = (subscriber: Subscriber<unknown>): Context | undefined => {
  for (let at: object | undefined = subscriber; at; at = downstreamOf(at)) {
    const current = contexts.get(at);
    if (current) return current();
  }
  return undefined;
};

/** Returns the next subscriber downstream, which RxJS keeps out of its types. */
const downstreamOf = (subscriber: object): object | undefined =>
  (subscriber as { readonly destination?: object | null }).destination ?? undefined;
