import { defer, tap } from 'rxjs';
import type { ChatModel } from '../messages/types.ts';
import type { CurrentContext } from './along-subscription.ts';
import { chatSpan } from './chat-span.ts';
import { CANCELLED } from './end-span.ts';
import type { Telemetry } from './telemetry.ts';

/** A chat model each of whose calls is a span, a child of what is current when it is asked. */
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
