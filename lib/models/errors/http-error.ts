import { SwarmError, type SwarmErrorDetails } from '../../agent/errors.ts';
import type { EndpointInfo } from './endpoint-info.ts';
import { bodyExcerpt, errorDetails, requestIdOf } from './error-details.ts';
import { retryAfter } from './retry-after.ts';
import { excerpt, parsedBody, serverWords } from './server-message.ts';

/** A response with a status that is not 2xx. */
export interface HttpFailure {
  readonly status: number;
  readonly headers: Headers;
  /** The text of its body; `''` without a body. */
  readonly body: string;
  /** The reason phrase of the status, which stands in for a missing message. Default: none. */
  readonly statusText?: string;
}

const ofKey = ({ hasKey, keySetting }: EndpointInfo): string =>
  hasKey ? `Check ${keySetting}.` : `No API key was sent: set ${keySetting}.`;

const ofRedirect = (location: string | null, { urlSetting }: EndpointInfo): string =>
  location === null
    ? `Check ${urlSetting}.`
    : `It points to ${excerpt(location.split('?')[0] ?? '')}: set ${urlSetting}.`;

/** Google and xAI refuse a wrong key with 400, in these words. */
const isOfKey = ({ status, body }: HttpFailure): boolean => status === 401 || (status === 400 && /api key/i.test(body));

const remedy = (failure: HttpFailure, info: EndpointInfo): string => {
  const { status, headers } = failure;
  if (status < 400) return ofRedirect(headers.get('location'), info);
  if (isOfKey(failure) || (status === 403 && !info.hasKey)) return ofKey(info);
  if (status === 404) return `Check the model's name and ${info.urlSetting}, which must end before ${info.path}.`;
  if (status === 405) return `Check ${info.urlSetting}.`;
  return '';
};

const withoutStop = (words: string): string => (words.endsWith('.') ? words.slice(0, -1) : words);

/** Servers say with this header whether a repetition makes sense. */
const shouldRetry = (headers: Headers): Pick<SwarmErrorDetails, 'retryable'> => {
  const word = headers.get('x-should-retry');
  return word === 'true' || word === 'false' ? { retryable: word === 'true' } : {};
};

/** Makes the error for a status that is not 2xx: one sentence with the server's words, and what the caller can do about it. */
export const httpError = (failure: HttpFailure, info: EndpointInfo): SwarmError => {
  const { status, headers, body, statusText = '' } = failure;
  const words = serverWords(body) ?? excerpt(statusText);
  const said = words === '' ? '' : `: ${withoutStop(words)}`;
  const message = `${info.url} answered ${String(status)}${said}. ${remedy(failure, info)}`.trim();
  const { retryAfter: told, ...details } = errorDetails(parsedBody(body.trim()));
  return new SwarmError('http', message, {
    ...shouldRetry(headers),
    ...details,
    status,
    requestId: requestIdOf(headers),
    body: bodyExcerpt(body),
    retryAfter: retryAfter(headers, Date.now()) ?? told,
  });
};
