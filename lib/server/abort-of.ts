import { fromEventPattern, type Observable } from 'rxjs';

/**
 * Emits when the request is aborted. Keeps hold of the request while it is subscribed: the signal of a `Request` follows
 * the one it was made with through its request only, and where that has been collected (undici does so) nothing follows.
 */
export const abortOf = (request: Request): Observable<unknown> =>
  fromEventPattern(
    (handler) => request.signal.addEventListener('abort', handler),
    (handler) => request.signal.removeEventListener('abort', handler),
  );
