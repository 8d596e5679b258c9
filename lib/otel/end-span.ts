import { SpanStatusCode, type Span } from '@opentelemetry/api';
import { asError, SwarmError } from '../agent/errors.ts';
import { ATTRIBUTE } from './conventions.ts';
import { contentOf } from './content.ts';
import type { TracingOptions } from './options.ts';

/** The ending of an operation that was unsubscribed from. It is marked, but it is not an error. */
export const CANCELLED = 'cancelled';

/** The ending of an operation: complete, cancelled, or an error. */
export type Ending = 'complete' | typeof CANCELLED | { readonly error: unknown };

/**
 * Returns `error.type` of an ending; `undefined` for a complete one. An error with an HTTP status returns the status, because it
 * says more than the type.
 */
export const errorTypeOf = (ending: Ending): string | undefined => {
  if (ending === 'complete') return undefined;
  if (ending === CANCELLED) return CANCELLED;
  const { error } = ending;
  if (error instanceof SwarmError) return error.status === undefined ? error.type : String(error.status);
  return asError(error).name;
};

/** Ends a span and marks its ending. */
export const endSpan = (span: Span, ending: Ending, options: TracingOptions = {}): void => {
  const type = errorTypeOf(ending);
  if (type !== undefined) span.setAttribute(ATTRIBUTE.errorType, type);
  if (typeof ending === 'object') markError(span, asError(ending.error), options);
  span.end();
};

const markError = (span: Span, error: Error, options: TracingOptions): void => {
  const { 'exception.message': message } = contentOf(options, 'exception.message', () => error.message);
  span.setStatus({ code: SpanStatusCode.ERROR, ...(typeof message === 'string' && { message }) });
};
