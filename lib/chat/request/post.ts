import { SwarmError } from '../../errors.ts';
import { cancel } from '../cancel.ts';
import type { RequestHeaders } from './request-headers.ts';

/** What sends a request: the global `fetch`, or one of the same kind. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

export interface PostOptions {
  readonly url: string;
  readonly headers: RequestHeaders;
  readonly body: string;
  readonly signal: AbortSignal;
}

/** Redirects that are followed before a server is taken to go round in circles. */
const REDIRECTS = 5;

/** 307 and 308 keep the method and the body; after the others, `fetch` would ask with neither. */
const redirectOf = (response: Response, url: string): URL | undefined => {
  const location = response.headers.get('location');
  if (location === null || (response.status !== 307 && response.status !== 308)) return undefined;
  const target = URL.canParse(location, url) ? new URL(location, url) : undefined;
  return target !== undefined && /^https?:$/.test(target.protocol) ? target : undefined;
};

/** `fetch` itself drops `authorization` on the way to another origin, and keeps `api-key` and its like. */
const withoutCredentials = (headers: RequestHeaders): RequestHeaders => ({
  'content-type': headers['content-type'] ?? 'application/json',
  accept: headers['accept'] ?? '*/*',
});

/**
 * Posts, and follows redirects itself: to another origin, no header of the caller's goes along. A browser hides where a
 * redirect points to, so there it is an error that says so.
 */
export const post = async (fetch: Fetch, options: PostOptions, redirects = REDIRECTS): Promise<Response> => {
  const { url, headers, body, signal } = options;
  const response = await fetch(url, { method: 'POST', headers, body, signal, redirect: 'manual' });
  if (response.type === 'opaqueredirect') {
    const { origin } = new URL(url);
    throw new SwarmError(
      'http',
      `${origin} redirects to where a browser does not say: set the baseURL option to that.`,
    );
  }
  const target = redirectOf(response, url);
  if (target === undefined || redirects === 0) return response;
  cancel(response.body);
  const isSame = target.origin === new URL(url).origin;
  return post(
    fetch,
    { ...options, url: target.href, headers: isSame ? headers : withoutCredentials(headers) },
    redirects - 1,
  );
};
