import { trace as api, context, type Attributes } from '@opentelemetry/api';
import { tap, type MonoTypeOperatorFunction } from 'rxjs';
import { refuseUnknown } from '../agent/known-options.ts';
import { withDownstreamContext } from './downstream-context.ts';
import { ATTRIBUTE, OPERATION } from './conventions.ts';
import { CANCELLED, endSpan } from './end-span.ts';
import type { TracingOptions } from './options.ts';
import { tracerOf } from './telemetry.ts';

/** Options of `trace()`. */
export interface TraceOptions extends Pick<TracingOptions, 'tracerProvider' | 'context' | 'content' | 'redact'> {
  /** Further attributes of the trace's span, such as a user's id. Default: no attributes. */
  readonly attributes?: Attributes;
}

/**
 * Puts all traced runs that flow into a stream into one trace, parallel runs and consecutive ones. Each subscription is a trace
 * of its own, until the stream ends. Unsubscribing before the first value marks the trace as cancelled; unsubscribing later
 * completes it, because a subscriber may want one value only.
 *
 * @param name The name of the trace's span, as `gen_ai.workflow.name`.
 * @example
 * merge(ask('Optimist'), ask('Pessimist')).pipe(trace('two opinions')).subscribe(console.log);
 *
 * @throws SwarmError `usage` for an option that it does not know.
 */
export const trace = <T>(name: string, options: TraceOptions = {}): MonoTypeOperatorFunction<T> => {
  refuseUnknown('trace()', options, OPTIONS);
  return (source) =>
    withDownstreamContext((found, provide) => {
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
};

const OPTIONS: readonly (keyof TraceOptions)[] = ['tracerProvider', 'context', 'content', 'redact', 'attributes'];
