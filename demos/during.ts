import { dematerialize, materialize, pipe, switchMap, type Observable, type OperatorFunction } from 'rxjs';

/**
 * Uses the value of a source that stays up while it is subscribed, such as a server or a keyboard. Emits what `use` emits, completes when it completes, and then unsubscribes from the source.
 */
export const during = <T, R>(use: (resource: T) => Observable<R>): OperatorFunction<T, R> =>
  pipe(
    switchMap((resource) => use(resource).pipe(materialize())),
    dematerialize(),
  );
