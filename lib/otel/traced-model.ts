import { defer, tap } from 'rxjs';
import type { ChatModel } from '../messages/types.ts';
import type { CurrentContext } from './downstream-context.ts';
import { chatSpan } from './chat-span.ts';
import { CANCELLED } from './end-span.ts';
import type { Telemetry } from './telemetry.ts';

/** Returns a chat model whose requests each have a span, as a child of the context that is current at the request. */
export const tracedModel =
  (model: ChatModel, current: CurrentContext, telemetry: Telemetry): ChatModel =>
  (request) =>
    defer(() => {
      const { next, end } = chatSpan(request, current(), telemetry);
      return defer(() => model(request)).pipe(
        tap({
          next,
          complete: () => end('complete'),
          error: (error: unknown) => end({ error }),
          unsubscribe: () => end(CANCELLED),
        }),
      );
    });
