import { SwarmError } from '../../agent/errors.ts';
import { isRecord } from '../../util/is-record.ts';
import { excerpt, serverMessage } from './server-message.ts';

const isStatus = (value: unknown): value is number => typeof value === 'number' && value >= 400 && value < 600;

/** OpenRouter and Google name the status that the error would have been answered with as `code`, others as `status`. */
const statusOf = (body: unknown): number | undefined =>
  isRecord(body) ? [body['status'], body['code']].find(isStatus) : undefined;

/** Whether a server's JSON says that it failed. `"error": null`, `""` or `false` say that it did not. */
export const isApiError = (body: Readonly<Record<string, unknown>>): boolean =>
  Boolean(body['error']) || body['object'] === 'error';

/** The failure that a server told in a body or an event of its own, in its own words. */
export const apiError = (body: unknown): SwarmError => {
  const message = serverMessage(body);
  const words = message === undefined ? 'no reason was given' : excerpt(message, 1000);
  const status = statusOf(isRecord(body) ? body['error'] : undefined) ?? statusOf(body);
  return new SwarmError('api', `The server reported an error: ${words}`, { status });
};
