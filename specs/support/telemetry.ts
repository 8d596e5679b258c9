import type { Attributes } from '@opentelemetry/api';
import {
  AggregationTemporality,
  DataPointType,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  SimpleSpanProcessor,
  type ReadableSpan,
} from '@opentelemetry/sdk-trace-base';

/** Measurements of one kind, with their attributes. */
export interface Measured {
  readonly attributes: Attributes;
  readonly count: number;
  readonly sum: number | undefined;
}

export interface TelemetrySpy {
  readonly tracerProvider: BasicTracerProvider;
  readonly meterProvider: MeterProvider;
  /** Ended spans, in the order of their ends. */
  readonly spans: () => readonly ReadableSpan[];
  readonly span: (name: string) => ReadableSpan;
  /** Draws the spans as a tree with two blanks a level, siblings in the order of their ends. */
  readonly tree: () => readonly string[];
  readonly measured: (metric: string) => Promise<readonly Measured[]>;
}

/** Makes providers that keep everything in memory. */
export const telemetrySpy = (): TelemetrySpy => {
  const spanExporter = new InMemorySpanExporter();
  const metricExporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
  const reader = new PeriodicExportingMetricReader({ exporter: metricExporter, exportIntervalMillis: 2 ** 30 });
  const meterProvider = new MeterProvider({ readers: [reader] });
  const spans = () => spanExporter.getFinishedSpans();
  return {
    tracerProvider: new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(spanExporter)] }),
    meterProvider,
    spans,
    span: (name) => {
      const found = spans().find((span) => span.name === name);
      if (found === undefined)
        throw new Error(
          `No span "${name}" among: ${spans()
            .map((each) => each.name)
            .join(', ')}`,
        );
      return found;
    },
    tree: () => treeOf(spans()),
    measured: async (metric) => {
      await meterProvider.forceFlush();
      const all =
        metricExporter
          .getMetrics()
          .at(-1)
          ?.scopeMetrics.flatMap(({ metrics }) => metrics) ?? [];
      await reader.shutdown();
      return all.flatMap((data) =>
        data.dataPointType === DataPointType.HISTOGRAM && data.descriptor.name === metric
          ? data.dataPoints.map(({ attributes, value: { count, sum } }) => ({ attributes, count, sum }))
          : [],
      );
    },
  };
};

const treeOf = (spans: readonly ReadableSpan[], parent?: string, level = 0): readonly string[] =>
  spans
    .filter(({ parentSpanContext }) =>
      parent === undefined
        ? !spans.some((span) => span.spanContext().spanId === parentSpanContext?.spanId)
        : parentSpanContext?.spanId === parent,
    )
    .flatMap((span) => [`${'  '.repeat(level)}${span.name}`, ...treeOf(spans, span.spanContext().spanId, level + 1)]);
