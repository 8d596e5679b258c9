import { SwarmError } from '../../errors.ts';
import { cancel } from '../cancel.ts';

/** What sends a request: the global `fetch`, or one of the same kind. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** Redirects that are followed before a server is taken to go round in circles. */
const REDIRECTS = 5;

/** No credentials, whatever they are called by: only these go along to another origin. */
const HARMLESS = ['content-type', 'accept'];

/** 307 and 308 keep the method and the body; after the others, `fetch` would ask with neither. */
const redirectOf = (response: Response, url: string): URL | undefined => {
  const location = response.headers.get('location');
  if (location === null || (response.status !== 307 && response.status !== 308)) return undefined;
  const target = URL.canParse(location, url) ? new URL(location, url) : undefined;
  return target !== undefined && /^https?:$/.test(target.protocol) ? target : undefined;
};

/** `fetch` itself drops `authorization` on the way to another origin, and keeps `api-key` and its like. */
const withoutCredentials = (init: RequestInit): RequestInit => {
  const all = new Headers(init.headers);
  const headers = HARMLESS.map((name) => [name, all.get(name) ?? '*/*'] as [string, string]);
  return { ...init, headers, credentials: 'omit' };
};

const refuseHidden = (response: Response, url: string): void => {
  if (response.type !== 'opaqueredirect') return;
  const { origin } = new URL(url);
  throw new SwarmError('http', `${origin} redirects to where a browser does not say: set the baseURL option to that.`);
};

const send = async (fetch: Fetch, url: string, init: RequestInit, redirects: number): Promise<Response> => {
  const response = await fetch(url, { ...init, redirect: 'manual' });
  refuseHidden(response, url);
  const target = redirectOf(response, url);
  if (target === undefined || redirects === 0) return response;
  cancel(response.body);
  const isSame = target.origin === new URL(url).origin;
  return send(fetch, target.href, isSame ? init : withoutCredentials(init), redirects - 1);
};

/**
 * A `fetch` that follows redirects by itself: to another origin, no header of the caller's goes along but what says how the
 * body is written. A browser hides where a redirect points to, so there it is an error.
 */
export const follow =
  (fetch: Fetch): Fetch =>
  (url, init) =>
    send(fetch, url, init, REDIRECTS);
