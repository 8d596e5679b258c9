import type { Attributes, Context, MeterProvider, TracerProvider } from '@opentelemetry/api';

/** Options of `traced()`. */
export interface TracingOptions {
  /** Makes the spans. Default: the provider registered globally. */
  readonly tracerProvider?: TracerProvider;
  /** Makes the metrics. Default: the provider registered globally. */
  readonly meterProvider?: MeterProvider;
  /** The attribute `gen_ai.provider.name`. Default 'openai', as for every compatible endpoint. */
  readonly provider?: string;
  /**
   * True: messages, arguments, results and error messages are recorded. Default false: names, models, counts and times only.
   */
  readonly content?: boolean;
  /**
   * Called for each piece of content before it is recorded, with the name of its attribute. Returns the content to record, or
   * `undefined` to leave it out. Where it throws, the content is left out and the run goes on. Default: content as it is.
   */
  readonly redact?: (content: unknown, attribute: string) => unknown;
  /** Further attributes of each run's span, such as the id of a conversation. Default: no attributes. */
  readonly attributes?: Attributes;
  /** The parent of runs that flow into no `trace()`. Default: `context.active()` at subscription. */
  readonly context?: Context;
}
