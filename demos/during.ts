import { dematerialize, materialize, pipe, switchMap, type Observable, type OperatorFunction } from 'rxjs';

/**
 * For a source that stays up while it is subscribed (a server, a keyboard): goes on with what its value is used for,
 * completes when that does, and lets go of the source then.
 */
export const during = <T, R>(use: (resource: T) => Observable<R>): OperatorFunction<T, R> =>
  pipe(
    switchMap((resource) => use(resource).pipe(materialize())),
    dematerialize(),
  );
