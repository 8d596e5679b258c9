import { metrics, trace, ValueType, type Histogram, type Tracer } from '@opentelemetry/api';
import { METRIC, SCHEMA_URL, SECONDS, TOKENS } from './conventions.ts';
import type { TracingOptions } from './options.ts';

/** The tools that make spans and metrics. */
export interface Telemetry {
  readonly options: TracingOptions;
  readonly provider: string;
  readonly tracer: Tracer;
  readonly duration: Histogram;
  readonly firstChunk: Histogram;
  readonly tokens: Histogram;
}

const NAME = 'rxswarm';

/** Returns the tracer of rxswarm. */
export const tracerOf = ({ tracerProvider = trace }: Pick<TracingOptions, 'tracerProvider'>): Tracer =>
  tracerProvider.getTracer(NAME, undefined, { schemaUrl: SCHEMA_URL });

/** Makes the tracer and the metrics. Called when the first run begins, because providers may be registered late. */
export const telemetryOf = (options: TracingOptions): Telemetry => {
  const { provider = 'openai', meterProvider = metrics } = options;
  const meter = meterProvider.getMeter(NAME, undefined, { schemaUrl: SCHEMA_URL });
  const seconds = { unit: 's', advice: { explicitBucketBoundaries: SECONDS } };
  const tokens = { unit: '{token}', valueType: ValueType.INT, advice: { explicitBucketBoundaries: TOKENS } };
  return {
    options,
    provider,
    tracer: tracerOf(options),
    duration: meter.createHistogram(METRIC.duration, { ...seconds, description: 'Time a model call takes.' }),
    firstChunk: meter.createHistogram(METRIC.firstChunk, { ...seconds, description: 'Time until its first chunk.' }),
    tokens: meter.createHistogram(METRIC.tokens, { ...tokens, description: 'Tokens a model call takes and gives.' }),
  };
};
