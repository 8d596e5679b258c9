import { context } from '@opentelemetry/api';
import { type Observable, tap } from 'rxjs';
import type { Swarm } from '../swarm.ts';
import { refuseUnknown } from '../agent/known-options.ts';
import type { Run, RunOptions } from '../agent/run-options.ts';
import { withActive } from './active-span.ts';
import { withDownstreamContext } from './downstream-context.ts';
import { CANCELLED } from './end-span.ts';
import type { TracingOptions } from './options.ts';
import { runSpans } from './run-spans.ts';
import { telemetryOf, type Telemetry } from './telemetry.ts';
import { tracedModel } from './traced-model.ts';

/**
 * Returns the same swarm with tracing: spans for agents, requests to models and calls of functions, and metrics of tokens and
 * times, by the semantic conventions for generative AI. A run belongs to the `trace()` or the run that it flows into, else to
 * `options.context`, else to the active context. The span of a call is active while its function runs, so that spans of a database
 * client nest below it.
 *
 * @example
 * const swarm = traced(new Swarm(), { content: true });
 *
 * @throws SwarmError `usage` for an option that it does not know.
 */
export const traced = (swarm: Swarm, options: TracingOptions = {}): Swarm => {
  refuseUnknown('traced()', options, OPTIONS);
  let telemetry: Telemetry | undefined;
  return swarm.wrap((run) => tracedRun(run, () => (telemetry ??= telemetryOf(options))));
};

const OPTIONS: readonly (keyof TracingOptions)[] = [
  'tracerProvider',
  'meterProvider',
  'provider',
  'content',
  'redact',
  'attributes',
  'context',
];

const tracedRun =
  (run: Run, get: () => Telemetry): Run =>
  (model, options) =>
    withDownstreamContext((found, provide) => {
      const telemetry = get();
      const spans = runSpans(options, found ?? telemetry.options.context ?? context.active(), telemetry);
      provide(spans.agent);
      const { aroundCall = asItIs } = options;
      const active: RunOptions = {
        ...options,
        aroundCall: (call, steps$) => aroundCall(call, steps$).pipe(withActive(spans.call(call.id))),
      };
      return run(tracedModel(model, spans.agent, telemetry), active).pipe(
        tap({
          next: spans.see,
          complete: () => spans.end('complete'),
          error: (error: unknown) => spans.end({ error }),
          unsubscribe: () => spans.end(CANCELLED),
        }),
      );
    });

const asItIs = <T>(_call: unknown, steps$: Observable<T>): Observable<T> => steps$;
