import { SpanStatusCode, type Span } from '@opentelemetry/api';
import { asError, SwarmError } from '../agent/errors.ts';
import { ATTRIBUTE } from './conventions.ts';
import { contentOf } from './content.ts';
import type { TracingOptions } from './options.ts';

/** Who unsubscribes has decided so: it is marked, but it is no error. */
export const CANCELLED = 'cancelled';

/** How an operation ended: well, with an error, or because nobody wanted more of it. */
export type Ending = 'complete' | typeof CANCELLED | { readonly error: unknown };

/** The class of an ending, of which there are few; undefined where all went well. An HTTP status says more than `http`. */
export const errorTypeOf = (ending: Ending): string | undefined => {
  if (ending === 'complete') return undefined;
  if (ending === CANCELLED) return CANCELLED;
  const { error } = ending;
  if (error instanceof SwarmError) return error.status === undefined ? error.type : String(error.status);
  return asError(error).name;
};

/** Ends a span and marks it by how its operation ended. */
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
