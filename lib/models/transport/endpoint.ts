import { usageError } from '../../agent/errors.ts';
import { hashOf } from '../../util/hash-of.ts';
import { shorten } from '../../util/stringify.ts';
import type { EndpointInfo } from '../errors/endpoint-info.ts';

/** The address and the headers of a request. */
export interface Endpoint {
  /** The full address. */
  readonly url: string;
  /** The headers by lower-case name. */
  readonly headers: RequestHeaders;
  /** Describes the endpoint in errors. */
  readonly info: EndpointInfo;
}

/** The options of a wire that decide where a request goes. */
export interface EndpointOptions {
  readonly baseURL: string | undefined;
  readonly apiKey: string | undefined;
  readonly headers: RequestHeaders;
  /** The path of the request after the base address, such as `/chat/completions`; it may have a query. */
  readonly path: string;
}

/** A vendor's own server, and how it is told who asks. */
export interface Vendor {
  /** The base address of its API. */
  readonly baseURL: string;
  /** The last segment of a base address, which is added where it is missing, such as `/v1`. Default: none is added. */
  readonly segment?: string;
  /** Environment variable of the base address. */
  readonly urlVariable: string;
  /** Environment variables of the key; the first one that is set counts. */
  readonly keyVariables: readonly string[];
  /** Headers that each request needs, in lower case. Default: none. */
  readonly headers?: RequestHeaders;
  /** Returns the headers that carry a key. */
  readonly authorize: (key: string) => RequestHeaders;
}

/** OpenAI, and all who speak Chat Completions or Responses. */
export const OPENAI: Vendor = {
  baseURL: 'https://api.openai.com/v1',
  urlVariable: 'OPENAI_BASE_URL',
  keyVariables: ['OPENAI_API_KEY'],
  authorize: (key) => ({ authorization: `Bearer ${key}` }),
};

/** Headers by name. */
export type RequestHeaders = Readonly<Record<string, string>>;

/**
 * Returns the endpoint that the options name. The environment stands in for options that are not given.
 *
 * @throws SwarmError `usage` if each request would fail: the address is no URL, the vendor's own server lacks a key, or a header
 * cannot be sent.
 */
export const endpointOf = (vendor: Vendor, { baseURL, apiKey, headers, path }: EndpointOptions): Endpoint => {
  const [address, setting] = addressOf(vendor, baseURL);
  return toEndpoint(vendor, requestURL(vendor, address, path, setting), keyFrom(vendor, apiKey), { headers, path });
};

/**
 * Returns `endpointOf` for a vendor, which keeps the endpoint that it made last: making one takes tens of µs. One for each chat
 * model, so that no credentials outlive it. Values of headers are compared, because a caller may renew a token in place.
 */
export const keptEndpoint = (vendor: Vendor): ((options: EndpointOptions) => Endpoint) => {
  let latest: { readonly inputs: readonly unknown[]; readonly endpoint: Endpoint } | undefined;
  return (options) => {
    const { baseURL, apiKey, headers, path } = options;
    const inputs = [path, ...addressOf(vendor, baseURL), keyFrom(vendor, apiKey), ...Object.entries(headers).flat()];
    const isSame =
      latest?.inputs.length === inputs.length && inputs.every((input, place) => input === latest?.inputs[place]);
    latest = latest && isSame ? latest : { inputs, endpoint: endpointOf(vendor, options) };
    return latest.endpoint;
  };
};

const keyFrom = ({ keyVariables }: Vendor, apiKey: string | undefined): string | undefined => {
  const given = apiKey?.trim();
  if (given) return given;
  for (const name of keyVariables) {
    const key = environment(name);
    if (key !== undefined) return key;
  }
  return undefined;
};

const toEndpoint = (
  vendor: Vendor,
  url: URL,
  key: string | undefined,
  { headers: own, path }: Pick<EndpointOptions, 'headers' | 'path'>,
): Endpoint => {
  const { baseURL, urlVariable, keyVariables } = vendor;
  const keySetting = `${keyVariables.join(', ')} or the apiKey option`;
  const headers = requestHeaders(vendor, own, key, keySetting);
  const hasKey = hasCredentials(headers);
  if (!hasKey && url.origin === new URL(baseURL).origin) {
    const remedy = `or ${urlVariable} (or baseURL) to ask a server that needs no key`;
    throw usageError(`There is no API key for ${url.origin}: set ${keySetting}, ${remedy}.`);
  }
  const secrets = [...(key === undefined ? [] : [key]), ...Object.entries(headers).flatMap(secretsIn)];
  const info = {
    url: `${url.origin}${url.pathname}`,
    path: path.split('?')[0] ?? '',
    host: hashOf(url.host),
    urlSetting: `${urlVariable} or the baseURL option`,
    keySetting,
    hasKey,
    secrets,
  };
  return { url: url.href, headers, info };
};

/** Headers that never hold a credential; any other may. */
const PLAIN = new Set(['content-type', 'accept', 'user-agent', 'anthropic-version']);
/** Shorter values are switches (`x-beta: v2`) rather than secrets. */
const SHORTEST_SECRET = 8;

/** Splits a header's value into words, because a server repeats only the second word of `Bearer …`. */
const secretsIn = ([name, value]: readonly [string, string]): readonly string[] =>
  PLAIN.has(name) ? [] : value.split(' ').filter((word) => word.length >= SHORTEST_SECRET);

const hasCredentials = (headers: RequestHeaders): boolean =>
  Object.keys(headers).some((name) => /authorization|key|token|cookie/.test(name));

const addressOf = (
  { baseURL, urlVariable }: Vendor,
  option: string | undefined,
): readonly [baseURL: string, setting: string] =>
  option !== undefined && option.trim() !== ''
    ? [option, 'The baseURL option']
    : [environment(urlVariable) ?? baseURL, urlVariable];

/** The address without its credentials and its query. */
const hidden = (text: string): string => shorten((text.split('?')[0] ?? '').replace(/\/\/[^/@]*@/, '//***@'), 200);

/** The address of a browser's page, to which a path of its own server is relative. */
const pageURL = (globalThis as { readonly location?: { readonly href: string } }).location?.href;

const parsed = (base: string): URL | undefined => {
  try {
    const url = new URL(base, pageURL);
    return /^https?:$/.test(url.protocol) ? url : undefined;
  } catch {
    return undefined;
  }
};

/** Adds the path of a request to that of `baseURL`. The query stays, because Azure needs its `?api-version=`. */
const requestURL = ({ baseURL: usual, segment = '' }: Vendor, baseURL: string, path: string, setting: string): URL => {
  const url = parsed(baseURL.trim());
  if (url === undefined) {
    throw usageError(`${setting} must be an http(s) URL, such as ${usual}, got "${hidden(baseURL)}".`);
  }
  if (url.username !== '' || url.password !== '') {
    throw usageError(`${setting} must not contain a user name or password: pass them in the headers option.`);
  }
  const [pathname = '', query = ''] = path.split('?');
  const base = withoutSlashes(url.pathname);
  url.pathname = `${base}${base.endsWith(segment) ? '' : segment}${pathname}`;
  for (const [name, value] of new URLSearchParams(query)) url.searchParams.set(name, value);
  url.hash = '';
  return url;
};

/** Returns a path without the slashes at its end. */
export const withoutSlashes = (path: string): string => {
  let end = path.length;
  while (path[end - 1] === '/') end--;
  return path.slice(0, end);
};

const HEADER_NAME = /^[\w!#$%&'*+.^`|~-]+$/;
/** The characters that HTTP allows. The error of `fetch` for others would repeat the value, which may be a key. */
const HEADER_VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;

const checkHeader = ([name, value]: readonly [string, unknown]): readonly [string, string] => {
  if (HEADER_NAME.test(name) && typeof value === 'string' && HEADER_VALUE.test(value))
    return [name.toLowerCase(), value];
  throw usageError(
    `The header ${JSON.stringify(shorten(name, 80))} cannot be sent: its value is not a string, or there are characters in ` +
      'it that HTTP does not allow.',
  );
};

const authorization = ({ authorize }: Vendor, key: string | undefined, setting: string): RequestHeaders => {
  if (key === undefined) return {};
  if (HEADER_VALUE.test(key)) return authorize(key);
  throw usageError(`The API key has characters that cannot be sent in a header: check ${setting}.`);
};

/** The caller's headers win over ours. */
const requestHeaders = (
  vendor: Vendor,
  own: RequestHeaders,
  key: string | undefined,
  keySetting: string,
): RequestHeaders => ({
  'content-type': 'application/json',
  accept: 'text/event-stream, application/json',
  ...vendor.headers,
  ...authorization(vendor, key, keySetting),
  ...Object.fromEntries(Object.entries(own).map(checkHeader)),
});

interface WithEnvironment {
  readonly process?: { readonly env?: Readonly<Record<string, string | undefined>> };
}

/** Returns an environment variable, or `undefined` if it is empty or not set, or if the runtime has no environment. */
export const environment = (name: string): string | undefined => {
  const value = (globalThis as WithEnvironment).process?.env?.[name]?.trim();
  return value === '' ? undefined : value;
};

/** The key for clients that insist on one although the server needs none. */
export const KEYLESS = 'no-key';
