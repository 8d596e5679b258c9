import { amended, SwarmError } from '../../agent/errors.ts';
import { redactText } from '../../util/redact.ts';
import type { EndpointInfo } from './endpoint-info.ts';
import { requestIdOf } from './error-details.ts';
import { isError, networkError } from './network-error.ts';

/** A `protocol` error with a code is about the size of an answer; without one, the address is likely to be wrong. */
const explained = (error: unknown, info: EndpointInfo): SwarmError => {
  if (!(error instanceof SwarmError)) return networkError(error, info);
  if (error.type !== 'protocol' || error.code !== undefined) return error;
  return amended(error, { message: `${error.message} The address was ${info.url}: check ${info.urlSetting}.` });
};

/** Causes are printed with an error, so one that shows a secret is left out. */
const harmless = (cause: unknown, secrets: readonly string[]): unknown =>
  isError(cause) && redactText(cause.message, secrets) === cause.message ? cause : undefined;

/** Returns any failure of an exchange as a `SwarmError` that names the endpoint and the remedy, and shows no secret. */
export const explain = (error: unknown, info: EndpointInfo, headers?: Headers): SwarmError => {
  const known = explained(error, info);
  const { message, body, requestId, cause } = known;
  return amended(known, {
    message: redactText(message, info.secrets),
    body: body && redactText(body, info.secrets),
    requestId: requestId ?? requestIdOf(headers),
    cause: harmless(cause, info.secrets),
  });
};
