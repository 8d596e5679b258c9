import { catchError, defer, tap, throwError } from 'rxjs';
import type { ChatModel } from '../messages/types.ts';
import { captureContext, subscribedIn } from '../util/async-context.ts';

const orElse =
  (first: ChatModel, second: ChatModel): ChatModel =>
  (request) =>
    defer(() => {
      const inContext = captureContext();
      let isShown = false;
      return defer(() => first(request)).pipe(
        tap(() => {
          isShown = true;
        }),
        catchError((error: unknown) =>
          isShown ? throwError(() => error as Error) : defer(() => second(request)).pipe(subscribedIn(inContext)),
        ),
      );
    });

/**
 * Returns a chat model that asks the next one when one fails before it emitted anything, whatever the failure. The error is that
 * which the last one fails with. Each is sent the same request, its `model` included: a chat model that knows its model by
 * another name takes a wrapper.
 *
 * @example
 * const local = http({ baseURL: 'http://127.0.0.1:11434/v1' });
 * const model = fallback(http(), (request) => local({ ...request, model: 'llama3.2' }));
 */
export const fallback = (first: ChatModel, ...others: readonly ChatModel[]): ChatModel => others.reduce(orElse, first);
