import { defer, fromEventPattern, type Observable, of } from 'rxjs';

/**
 * Emits when the request is aborted, at once if it is. Holds on to the request while subscribed, because undici stops following
 * the signal a `Request` was made with once that `Request` is garbage collected.
 */
export const abortOf = (request: Request): Observable<unknown> =>
  defer(() =>
    request.signal.aborted
      ? of(undefined)
      : fromEventPattern(
          (handler) => request.signal.addEventListener('abort', handler),
          (handler) => request.signal.removeEventListener('abort', handler),
        ),
  );
