import { usageError } from '../../agent/errors.ts';
import type { Asked } from '../errors/endpoint-info.ts';

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
    throw usageError(`There is no API key for ${url.origin}: set ${KEY}, ${remedy}.`);
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

const hidden = (text: string): string => text.replace(/\/\/[^/]*@/, '//***@').replace(/\?.*$/, '');

/** A browser's page may give a path of its own server. */
const pageURL = (globalThis as { readonly location?: { readonly href: string } }).location?.href;

const parsed = (base: string): URL | undefined => {
  try {
    const url = new URL(base, pageURL);
    return /^https?:$/.test(url.protocol) ? url : undefined;
  } catch {
    return undefined;
  }
};

/**
 * Where `baseURL` is asked: its path with `/chat/completions`, its query as it is (Azure's `?api-version=`). `setting` is
 * what the value was set by. Throws a `usage` error for what is no http(s) URL, and for credentials in it.
 */
export const completionsURL = (baseURL: string, setting: string): URL => {
  const url = parsed(baseURL.trim());
  if (url === undefined) {
    const example = 'such as https://api.openai.com/v1 or http://127.0.0.1:11434/v1';
    throw usageError(`${setting} must be an http(s) URL ${example}, got "${hidden(baseURL)}".`);
  }
  if (url.username !== '' || url.password !== '') {
    throw usageError(`${setting} must not contain a user name or password: pass them in the headers option.`);
  }
  url.pathname = `${url.pathname.replace(/\/+$/, '')}/chat/completions`;
  url.hash = '';
  return url;
};

export type RequestHeaders = Readonly<Record<string, string>>;

const NAME = /^[\w!#$%&'*+.^`|~-]+$/;
/** What HTTP carries in a header. `fetch` refuses the rest in a message that repeats the value, which may be a key. */
const VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;

const checked = ([name, value]: readonly [string, unknown]): readonly [string, string] => {
  if (NAME.test(name) && typeof value === 'string' && VALUE.test(value)) return [name.toLowerCase(), value];
  throw usageError(
    `The header "${name}" cannot be sent: its name or value is no text, or has characters that HTTP does not allow.`,
  );
};

const authorization = (key: string | undefined, keySetting: string): RequestHeaders => {
  if (key === undefined) return {};
  if (VALUE.test(key)) return { authorization: `Bearer ${key}` };
  throw usageError(`The API key has characters that cannot be sent in a header: check ${keySetting}.`);
};

/** The headers of a request, by lower-case name; the caller's own win over ours. */
export const requestHeaders = (
  own: readonly (readonly [string, unknown])[],
  key: string | undefined,
  keySetting: string,
): RequestHeaders => ({
  'content-type': 'application/json',
  accept: 'text/event-stream, application/json',
  ...authorization(key, keySetting),
  ...Object.fromEntries(own.map(checked)),
});

interface WithEnvironment {
  readonly process?: { readonly env?: Readonly<Record<string, string | undefined>> };
}

/** An environment variable, where there is an environment; set to nothing is not set. */
export const environment = (name: string): string | undefined => {
  const value = (globalThis as WithEnvironment).process?.env?.[name]?.trim();
  return value === '' ? undefined : value;
};

/** Passed as a key to clients that insist on one, where the server needs none. */
export const KEYLESS = 'no-key';

/**
 * A function that remembers what it made of the last text: a program asks the same server again and again, and taking a URL apart
 * costs some 2 µs, more than a chunk.
 */
export const remembered = <T>(make: (text: string) => T): ((text: string) => T) => {
  let known: { readonly text: string; readonly made: T } | undefined;
  return (text) => {
    if (known?.text !== text) known = { text, made: make(text) };
    return known.made;
  };
};
