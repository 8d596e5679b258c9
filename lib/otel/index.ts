/* OpenTelemetry spans and metrics of runs. Needs `@opentelemetry/api` alone. */

export { CONVENTIONS_VERSION } from './conventions.ts';
export type { TracingOptions } from './options.ts';
export { trace, type TraceOptions } from './trace.ts';
export { traced } from './traced.ts';
