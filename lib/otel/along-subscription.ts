import type { Context } from '@opentelemetry/api';
import { Observable, type Subscriber } from 'rxjs';

/** What a subscriber's upstream belongs to, as of now. */
export type CurrentContext = () => Context;

/** Of the subscribers through which something traced passes. */
const contexts = new WeakMap<object, CurrentContext>();

/**
 * A stream that knows what it is part of. The context is passed along the subscription: each operator's subscriber
 * knows the one downstream that it serves, so the nearest `trace()` or traced run that the values flow into is found
 * from there, however late, in whatever order and beside whatever else the stream is subscribed to.
 *
 * Where values take another way (a Subject, `share()`, a promise) none is found.
 */
export const alongSubscription = <T>(
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

/** RxJS keeps it out of its types. */
const downstreamOf = (subscriber: object): object | undefined =>
  (subscriber as { readonly destination?: object | null }).destination ?? undefined;
