import { catchError, defer, tap, throwError } from 'rxjs';
import type { ChatModel } from '../messages/types.ts';

const orElse =
  (first: ChatModel, second: ChatModel): ChatModel =>
  (request) =>
    defer(() => {
      let isShown = false;
      return defer(() => first(request)).pipe(
        tap(() => {
          isShown = true;
        }),
        catchError((error: unknown) => (isShown ? throwError(() => error as Error) : second(request))),
      );
    });

/**
 * The first chat model that answers: the next one is asked when one fails before anything of its answer was emitted, whatever
 * it failed with. What the last one fails with is the error. Each is sent the same request; one that needs another model's
 * name takes a wrapper: `(request) => other({ ...request, model: 'its-own' })`.
 */
export const fallback = (first: ChatModel, ...others: readonly ChatModel[]): ChatModel => others.reduce(orElse, first);
