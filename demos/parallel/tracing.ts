import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  SimpleSpanProcessor,
  type ReadableSpan,
} from '@opentelemetry/sdk-trace-base';

export interface Tracing {
  readonly tracerProvider: BasicTracerProvider;
  /** The ended spans, ordered by their start. */
  readonly spans: () => readonly ReadableSpan[];
}

/** Keeps spans in memory to print them. Also exports them when `OTEL_EXPORTER_OTLP_ENDPOINT` is set. */
export const tracing = (): Tracing => {
  const kept = new InMemorySpanExporter();
  const isExported = Boolean(process.env['OTEL_EXPORTER_OTLP_ENDPOINT']);
  const exporters = [kept, ...(isExported ? [new OTLPTraceExporter()] : [])];
  const spanProcessors = exporters.map((exporter) => new SimpleSpanProcessor(exporter));
  return {
    tracerProvider: new BasicTracerProvider({ spanProcessors }),
    spans: () => kept.getFinishedSpans().toSorted((a, b) => begin(a) - begin(b)),
  };
};

/** Milliseconds since 1970. */
export const begin = ({ startTime: [seconds, nanoseconds] }: ReadableSpan): number => seconds * 1e3 + nanoseconds / 1e6;
export const end = ({ endTime: [seconds, nanoseconds] }: ReadableSpan): number => seconds * 1e3 + nanoseconds / 1e6;
