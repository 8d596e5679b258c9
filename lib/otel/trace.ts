import { trace as api, context, type Attributes } from '@opentelemetry/api';
import { tap, type MonoTypeOperatorFunction } from 'rxjs';
import { alongSubscription } from './along-subscription.ts';
import { ATTRIBUTE, OPERATION } from './conventions.ts';
import { CANCELLED, endSpan } from './end-span.ts';
import type { TracingOptions } from './options.ts';
import { tracerOf } from './telemetry.ts';

export interface TraceOptions extends Pick<TracingOptions, 'tracerProvider' | 'context' | 'content' | 'redact'> {
  /** Further attributes of the trace's span, such as a user's id. Default: none. */
  readonly attributes?: Attributes;
}

/**
 * Puts all traced runs that flow into it into one trace, those side by side and those after one another:
 * `merge(run1$, run2$).pipe(trace('two opinions'))`. Each subscription is a trace of its own, from there to the stream's
 * end. Whoever unsubscribes before anything came has cancelled it; after that, taking one value was perhaps all.
 */
export const trace =
  <T>(name: string, options: TraceOptions = {}): MonoTypeOperatorFunction<T> =>
  (source) =>
    alongSubscription((found, provide) => {
      const parent = found ?? options.context ?? context.active();
      const attributes = {
        [ATTRIBUTE.operation]: OPERATION.invokeWorkflow,
        [ATTRIBUTE.workflowName]: name,
        ...options.attributes,
      };
      const span = tracerOf(options).startSpan(`${OPERATION.invokeWorkflow} ${name}`, { attributes }, parent);
      const within = api.setSpan(parent, span);
      provide(() => within);
      let isAnswered = false;
      return source.pipe(
        tap({
          next: () => (isAnswered = true),
          complete: () => endSpan(span, 'complete'),
          error: (error: unknown) => endSpan(span, { error }, options),
          unsubscribe: () => endSpan(span, isAnswered ? 'complete' : CANCELLED),
        }),
      );
    });
