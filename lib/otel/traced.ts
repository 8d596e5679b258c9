import { context } from '@opentelemetry/api';
import { tap } from 'rxjs';
import type { Swarm } from '../swarm.ts';
import type { Run } from '../agent/run-options.ts';
import { withDownstreamContext } from './downstream-context.ts';
import { CANCELLED } from './end-span.ts';
import type { TracingOptions } from './options.ts';
import { runSpans } from './run-spans.ts';
import { telemetryOf, type Telemetry } from './telemetry.ts';
import { tracedModel } from './traced-model.ts';

/**
 * The same swarm, each of whose runs is traced: spans for agents, models' calls and functions' calls, tokens and times as
 * metrics, by the GenAI semantic conventions. A run belongs to the `trace()` or the run that it flows into, else to
 * `options.context`, else to the active context.
 */
export const traced = (swarm: Swarm, options: TracingOptions = {}): Swarm => {
  let telemetry: Telemetry | undefined;
  return swarm.wrap((run) => tracedRun(run, () => (telemetry ??= telemetryOf(options))));
};

const tracedRun =
  (run: Run, get: () => Telemetry): Run =>
  (model, options) =>
    withDownstreamContext((found, provide) => {
      const telemetry = get();
      const spans = runSpans(options, found ?? telemetry.options.context ?? context.active(), telemetry);
      provide(spans.innermost);
      return run(tracedModel(model, spans.agent, telemetry), options).pipe(
        tap({
          next: spans.see,
          complete: () => spans.end('complete'),
          error: (error: unknown) => spans.end({ error }),
          unsubscribe: () => spans.end(CANCELLED),
        }),
      );
    });
