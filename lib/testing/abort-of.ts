import { defer, fromEvent, mergeMap, NEVER, type Observable, throwError } from 'rxjs';

/** Errors with the reason of a signal as soon as it is aborted, and listens to it only while subscribed. */
export const abortOf = (signal: AbortSignal | null | undefined): Observable<never> => {
  if (!signal) return NEVER;
  const reason$ = throwError(() => signal.reason as Error);
  return defer(() => (signal.aborted ? reason$ : fromEvent(signal, 'abort').pipe(mergeMap(() => reason$))));
};
