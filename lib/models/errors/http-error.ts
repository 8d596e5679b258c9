import { SwarmError } from '../../agent/errors.ts';
import type { Asked } from './endpoint-info.ts';
import { retryAfter } from './retry-after.ts';
import { excerpt } from './server-message.ts';

/** What came with a status that is not 2xx. */
export interface HttpFailure {
  readonly status: number;
  readonly headers: Headers;
  /** The server's own words, or the status's name; undefined where neither was given. */
  readonly words: string | undefined;
}

const ofKey = ({ hasKey, keySetting }: Asked): string =>
  hasKey ? `Check ${keySetting}.` : `No API key was sent: set ${keySetting}.`;

const ofRedirect = (location: string | null, { urlSetting }: Asked): string =>
  location === null
    ? `Check ${urlSetting}.`
    : `It points to ${excerpt(location.replace(/\?.*$/, ''))}: set ${urlSetting}.`;

const remedy = ({ status, headers }: HttpFailure, asked: Asked): string => {
  if (status < 400) return ofRedirect(headers.get('location'), asked);
  if (status === 401 || (status === 403 && !asked.hasKey)) return ofKey(asked);
  if (status === 404)
    return `Check the model's name and ${asked.urlSetting}, which is to end before /chat/completions.`;
  if (status === 405) return `Check ${asked.urlSetting}.`;
  return '';
};

/** The failure that a status tells, in one sentence, with what can be done about it. */
export const httpError = (failure: HttpFailure, asked: Asked): SwarmError => {
  const { status, headers, words } = failure;
  const said = words === undefined ? '' : `: ${words.replace(/\.$/, '')}`;
  const message = `${asked.url} answered ${String(status)}${said}. ${remedy(failure, asked)}`.trim();
  return new SwarmError('http', message, { status, retryAfter: retryAfter(headers, Date.now()) });
};
