import { type Context, context } from '@opentelemetry/api';
import { type MonoTypeOperatorFunction, Observable } from 'rxjs';
import { inSubscriberContext } from '../util/async-context.ts';
import { withDownstreamContext } from './downstream-context.ts';

/**
 * Subscribes to the source with an OpenTelemetry context active, so that spans which others begin in it nest below its span, also
 * after an `await`. Traced runs in the source find the context by their subscription. Emits in the context of the subscriber.
 */
export const withActive =
  <T>(active: Context): MonoTypeOperatorFunction<T> =>
  (source) => {
    const within$ = new Observable<T>((subscriber) => context.with(active, () => source.subscribe(subscriber)));
    const found$ = withDownstreamContext<T>((_found, provide) => {
      provide(() => active);
      return within$;
    });
    return found$.pipe(inSubscriberContext());
  };
