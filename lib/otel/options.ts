import type { Attributes, Context, MeterProvider, TracerProvider } from '@opentelemetry/api';

export interface TracingOptions {
  /** Default: the one registered globally. */
  readonly tracerProvider?: TracerProvider;
  /** Default: the one registered globally. */
  readonly meterProvider?: MeterProvider;
  /** `gen_ai.provider.name`, who serves the model. Default 'openai', which every compatible endpoint passes for. */
  readonly provider?: string;
  /**
   * Record what is said: messages, arguments, results, and what errors say, as they may quote those. Default false:
   * names, models, counts and times only.
   */
  readonly content?: boolean;
  /**
   * Called for each piece of content before it is recorded, with the attribute's name: gives what is recorded instead,
   * undefined for nothing. Where it throws nothing is recorded, and the run goes on. Default: content as it is.
   */
  readonly redact?: (content: unknown, attribute: string) => unknown;
  /** Further attributes of each run's span, such as a session's id. Default: none. */
  readonly attributes?: Attributes;
  /** What the runs belong to where `trace()` does not say it. Default: `context.active()`. */
  readonly context?: Context;
}
