import { isRecord } from '../util/is-record.ts';
import { messageOf, SwarmError } from '../agent/errors.ts';
import type { Response as RunResponse } from '../messages/types.ts';

/** What a server says of a failure, as an error: an `error` event, or the body of an answer that is not 2xx. */
export const failureOf = (said: unknown, answer?: Response): SwarmError => {
  const { error = {}, response } = isRecord(said) ? said : {};
  const { message, id } = isRecord(error) ? error : {};
  const text = typeof message === 'string' ? message : 'The server failed and did not say how.';
  const seconds = Number(answer?.headers.get('retry-after') ?? NaN);
  return new SwarmError(answer ? 'http' : 'api', typeof id === 'string' ? `${text} (${id})` : text, {
    status: answer?.status,
    retryAfter: Number.isFinite(seconds) ? seconds * 1000 : undefined,
    // Its agent is known by name only, as everything that comes from a server.
    response: isRecord(response) ? (response as unknown as RunResponse) : undefined,
  });
};

/** Whatever else goes wrong, goes wrong on the way. */
export const onTheWay = (error: unknown): SwarmError =>
  error instanceof SwarmError
    ? error
    : new SwarmError('network', `The connection failed: ${messageOf(error)}`, { cause: error });
