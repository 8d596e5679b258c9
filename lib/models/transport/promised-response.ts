import { defer, Observable, Subscription } from 'rxjs';
import { signalOf } from '../../util/signal-of.ts';
import { cancel, type HttpResponse } from './http-response.ts';

/**
 * Asks for a response when subscribed and emits the stream that `read` makes of it. Unsubscribing before the response is
 * there aborts its signal; later it does not, because the reader of the body ends the exchange, and aborting costs 40 to
 * 110 µs.
 */
export const promisedResponse = <R extends HttpResponse, T>(
  send: (signal: AbortSignal) => Promise<R>,
  read: (response: R) => Observable<T>,
): Observable<T> =>
  new Observable((subscriber) => {
    const reading = (response: R): Observable<T> => {
      try {
        return read(response);
      } catch (error) {
        cancel(response.body);
        throw error;
      }
    };
    const gone = new Subscription();
    let isWaiting = true;
    send(signalOf(gone)).then(
      (response) => {
        isWaiting = false;
        // Some `fetch`es ignore the signal: a response that comes too late is closed unread.
        if (subscriber.closed) cancel(response.body);
        else defer(() => reading(response)).subscribe(subscriber);
      },
      (error: unknown) => {
        isWaiting = false;
        subscriber.error(error);
      },
    );
    return () => {
      if (isWaiting) gone.unsubscribe();
    };
  });
