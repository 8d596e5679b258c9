import { defer, tap } from 'rxjs';
import type { ChatModel } from '../messages/types.ts';
import type { CurrentContext } from './downstream-context.ts';
import { withActive } from './active-span.ts';
import { chatSpan } from './chat-span.ts';
import { CANCELLED } from './end-span.ts';
import type { Telemetry } from './telemetry.ts';

/**
 * Returns a chat model whose requests each have a span, as a child of the context that is current at the request. The
 * span is active while the request is made, so that spans of an HTTP client nest below it.
 */
export const tracedModel =
  (model: ChatModel, current: CurrentContext, telemetry: Telemetry): ChatModel =>
  (request) =>
    defer(() => {
      const { active, next, end } = chatSpan(request, current(), telemetry);
      return defer(() => model(request)).pipe(
        withActive(active),
        tap({
          next,
          complete: () => end('complete'),
          error: (error: unknown) => end({ error }),
          unsubscribe: () => end(CANCELLED),
        }),
      );
    });
