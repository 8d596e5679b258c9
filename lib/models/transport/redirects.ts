import type { Observable } from 'rxjs';
import { SwarmError } from '../../agent/errors.ts';
import { type Answer, cancel } from './answer.ts';

/** What sends a request: the global `fetch`, or one of the same kind. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** Redirects that are followed before a server is taken to go round in circles. */
const REDIRECTS = 5;

/** No credentials, whatever they are called by: only these go along to another origin. */
const HARMLESS = ['content-type', 'accept'];

/** 307 and 308 keep the method and the body; after the others, `fetch` would ask with neither. */
const redirectOf = (response: Answer, url: string): URL | undefined => {
  if (response.status !== 307 && response.status !== 308) return undefined;
  const location = response.headers.get('location');
  if (location === null) return undefined;
  const target = URL.canParse(location, url) ? new URL(location, url) : undefined;
  return target !== undefined && /^https?:$/.test(target.protocol) ? target : undefined;
};

/** `fetch` itself drops `authorization` on the way to another origin, and keeps `api-key` and its like. */
const withoutCredentials = <I extends RequestInit>(init: I): I => {
  const all = new Headers(init.headers);
  const headers = Object.fromEntries(HARMLESS.map((name) => [name, all.get(name) ?? '*/*']));
  return { ...init, headers, credentials: 'omit' };
};

const refuseHidden = (response: Answer, url: string): void => {
  if (response.type !== 'opaqueredirect') return;
  const { origin } = new URL(url);
  throw new SwarmError('http', `${origin} redirects to where a browser does not say: set the baseURL option to that.`);
};

/** Sends a request, goes on with what is made of its answer, and follows no redirect. */
type Send<I, A> = <T>(url: string, init: I, read: (answer: A) => Observable<T>) => Observable<T>;

/**
 * Sends, follows redirects, and reads the answer they lead to: to another origin, no header of the caller's goes along but
 * what says how the body is written. A browser hides where a redirect points to, so there it is an error.
 */
export const follow = <I extends RequestInit, A extends Answer, T>(
  send: Send<I, A>,
  url: string,
  init: I,
  read: (answer: A) => Observable<T>,
  redirects = REDIRECTS,
): Observable<T> =>
  send(url, init, (answer) => {
    refuseHidden(answer, url);
    const target = redirectOf(answer, url);
    if (target === undefined || redirects === 0) return read(answer);
    cancel(answer.body);
    const isSame = target.origin === new URL(url).origin;
    return follow(send, target.href, isSame ? init : withoutCredentials(init), read, redirects - 1);
  });
