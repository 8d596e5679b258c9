import type { Run } from 'rxswarm';
import type { ChatModel } from 'rxswarm/models';
import { defer, tap, type MonoTypeOperatorFunction } from 'rxjs';

export type Log = (line: string) => void;

/** Prints how each run ended: answered, failed, or stopped by the client. */
export const loggedRuns =
  (room: string, log: Log) =>
  (run: Run): Run =>
  (model, options) =>
    run(model, options).pipe(logged(`${room}: run`, 'events', log));

/** Prints how each request to the model ended. A stop closes its socket. */
export const loggedRequests =
  (model: ChatModel, log: Log): ChatModel =>
  (request) =>
    model(request).pipe(logged('request to the model', 'chunks', log));

const logged = <T>(what: string, unit: string, log: Log): MonoTypeOperatorFunction<T> => {
  return (source) =>
    defer(() => {
      let count = 0;
      const begin = performance.now();
      const end = (how: string) => () =>
        log(`${what} ${how} after ${count} ${unit}, ${((performance.now() - begin) / 1000).toFixed(1)} s`);
      return source.pipe(
        tap({
          next: () => count++,
          complete: end('answered'),
          error: end('failed'),
          unsubscribe: end('closed: stopped by the page'),
        }),
      );
    });
};
