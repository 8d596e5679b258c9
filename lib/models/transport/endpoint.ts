import { SwarmError } from '../../agent/errors.ts';
import type { Asked } from '../errors/asked.ts';
import { completionsURL } from '../../chat/request/completions-url.ts';
import { environment } from '../../chat/request/environment.ts';
import { remembered } from '../../chat/request/remembered.ts';
import { requestHeaders, type RequestHeaders } from '../../chat/request/request-headers.ts';

/** Where a request goes, and with what. */
export interface Endpoint {
  readonly url: string;
  readonly headers: RequestHeaders;
  readonly asked: Asked;
}

export interface EndpointOptions {
  readonly baseURL: string | undefined;
  readonly apiKey: string | undefined;
  readonly headers: RequestHeaders;
}

const OPENAI_ORIGIN = 'https://api.openai.com';
const KEY = 'OPENAI_API_KEY or the apiKey option';
const BASE_URL = 'OPENAI_BASE_URL or the baseURL option';

/** Headers that are no credentials; any other may be one. */
const PLAIN = new Set(['content-type', 'accept', 'user-agent']);
/** Shorter values are switches (`x-beta: v2`) rather than secrets. */
const SHORTEST = 8;

/** The words of a header's value: of `Bearer …`, a server repeats the second only. */
const wordsOf = ([name, value]: readonly [string, string]): readonly string[] =>
  PLAIN.has(name) ? [] : value.split(' ').filter((word) => word.length >= SHORTEST);

const hasCredentials = (headers: RequestHeaders): boolean =>
  Object.keys(headers).some((name) => /authorization|key|token|cookie/.test(name));

const baseURLOf = (option: string | undefined): readonly [baseURL: string, setting: string] => {
  if (option !== undefined && option.trim() !== '') return [option, 'The baseURL option'];
  return [environment('OPENAI_BASE_URL') ?? `${OPENAI_ORIGIN}/v1`, 'OPENAI_BASE_URL'];
};

interface Settings {
  readonly base: readonly [baseURL: string, setting: string];
  readonly key: string | undefined;
  readonly own: readonly (readonly [string, unknown])[];
}

const read = ({ base, key, own }: Settings): Endpoint => {
  const url = completionsURL(...base);
  const headers = requestHeaders(own, key, KEY);
  const hasKey = hasCredentials(headers);
  if (!hasKey && url.origin === OPENAI_ORIGIN) {
    const remedy = 'or OPENAI_BASE_URL (or baseURL) to ask a server that needs none';
    throw new SwarmError('usage', `There is no API key for ${url.origin}: set ${KEY}, ${remedy}.`);
  }
  const secrets = [...(key === undefined ? [] : [key]), ...Object.entries(headers).flatMap(wordsOf)];
  const asked = { url: `${url.origin}${url.pathname}`, urlSetting: BASE_URL, keySetting: KEY, hasKey, secrets };
  return { url: url.href, headers, asked };
};

/**
 * Gives what to ask, from the options and, where they are silent, the environment. Throws a `usage` error where a request could
 * only fail: no URL, no key for OpenAI's own server, a header that cannot be sent. What it gave last is kept, and so is not to be
 * changed.
 */
export const endpoints = (): ((options: EndpointOptions) => Endpoint) => {
  // As a text, which says whether any part of it has changed.
  const settled = remembered((settings) => read(JSON.parse(settings) as Settings));
  return ({ baseURL, apiKey, headers: own }) => {
    const key = apiKey?.trim() || environment('OPENAI_API_KEY');
    // In pairs: what is no text is refused, where JSON would leave it out of an object.
    return settled(JSON.stringify({ base: baseURLOf(baseURL), key, own: Object.entries(own) } satisfies Settings));
  };
};
