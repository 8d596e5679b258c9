import { SwarmError } from '../../agent/errors.ts';
import { isRecord } from '../../util/is-record.ts';
import { bodyExcerpt, errorDetails } from './error-details.ts';
import { excerpt, serverMessage } from './server-message.ts';

type Json = Readonly<Record<string, unknown>>;

const isStatus = (value: unknown): value is number => typeof value === 'number' && value >= 400 && value < 600;

/** OpenRouter and Google name the status that the error would have been answered with as `code`, others as `status`. */
const statusOf = (body: unknown): number | undefined =>
  isRecord(body) ? [body['status'], body['code']].find(isStatus) : undefined;

const firstChoice = ({ choices }: Json): Json => {
  const first: unknown = Array.isArray(choices) ? choices[0] : undefined;
  return isRecord(first) ? first : {};
};

/**
 * Returns whether a server's JSON says that it failed: by `error`, by the `error` of its first choice, or by a `finish_reason`
 * of `error`. `"error": null`, `""` or `false` say that it did not.
 */
export const isApiError = (body: Json): boolean => {
  const { error, finish_reason: reason } = firstChoice(body);
  return Boolean(body['error']) || body['object'] === 'error' || Boolean(error) || reason === 'error';
};

/** The part of a body that tells the error. A chunk of a failed answer tells it at its choice. */
const reported = (body: unknown): unknown => {
  if (!isRecord(body) || body['error'] || body['object'] === 'error') return body;
  const { error } = firstChoice(body);
  return error ? { error } : Array.isArray(body['choices']) ? {} : body;
};

/** The errors of a request that is wrong. Where there is a status, it says so itself. */
const OF_REQUEST: ReadonlySet<string> = new Set([
  'invalid_request_error',
  'authentication_error',
  'permission_error',
  'not_found_error',
  'model_not_found',
  'INVALID_ARGUMENT',
  'FAILED_PRECONDITION',
  'UNAUTHENTICATED',
  'PERMISSION_DENIED',
  'NOT_FOUND',
]);

/** Makes the error for a failure that the server told in a body or an event of its own, in its own words. */
export const apiError = (body: unknown): SwarmError => {
  const told = reported(body);
  const message = serverMessage(told);
  const words = message === undefined ? 'no reason was given' : excerpt(message, 1000);
  const status = statusOf(isRecord(told) ? told['error'] : undefined) ?? statusOf(told);
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const details = errorDetails(told);
  const isOfRequest = status === undefined && details.code !== undefined && OF_REQUEST.has(details.code);
  return new SwarmError('api', `The server reported an error: ${words}`, {
    status,
    body: bodyExcerpt(text),
    ...details,
    ...(isOfRequest && { retryable: false }),
  });
};
