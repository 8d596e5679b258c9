import { connectable, type Observable, ReplaySubject, Subscription, take, using } from 'rxjs';
import { inSubscriberContext } from './async-context.ts';

/** Returns the latest value of a stream, or its first one when it comes. */
export type Latest = <T>(source: Observable<T>) => Observable<T>;

/**
 * Listens to streams while the stream that `project` returns is subscribed to: to each one once, from the first time that its
 * latest value is asked for.
 */
export const listening = <R>(project: (latest: Latest) => Observable<R>): Observable<R> =>
  using(
    () => new Subscription(),
    (lifetime) => {
      const heard = new Map<unknown, Observable<unknown>>();
      const listenTo = <T>(source: Observable<T>): Observable<T> => {
        const values = connectable(source.pipe(inSubscriberContext()), {
          connector: () => new ReplaySubject<T>(1),
          resetOnDisconnect: false,
        });
        (lifetime as Subscription).add(values.connect());
        heard.set(source, values);
        return values;
      };
      return project(<T>(source: Observable<T>) =>
        ((heard.get(source) as Observable<T> | undefined) ?? listenTo(source)).pipe(take(1)),
      );
    },
  );
