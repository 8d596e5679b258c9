import type { Run } from 'rxswarm';
import type { ChatModel } from 'rxswarm/models';
import { defer, tap, type MonoTypeOperatorFunction } from 'rxjs';

export type Tell = (line: string) => void;

/** Prints how each run ended: answered, failed, or stopped by the client. */
export const toldRuns =
  (room: string, tell: Tell) =>
  (run: Run): Run =>
  (model, options) =>
    run(model, options).pipe(told(`${room}: run`, 'events', tell));

/** Prints how each request to the model ended. A stop closes its socket. */
export const toldRequests =
  (model: ChatModel, tell: Tell): ChatModel =>
  (request) =>
    model(request).pipe(told('request to the model', 'chunks', tell));

const told = <T>(what: string, unit: string, tell: Tell): MonoTypeOperatorFunction<T> => {
  return (source) =>
    defer(() => {
      let count = 0;
      const begin = performance.now();
      const end = (how: string) => () =>
        tell(`${what} ${how} after ${count} ${unit}, ${((performance.now() - begin) / 1000).toFixed(1)} s`);
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
