import type { Observable } from 'rxjs';
import { SwarmError } from '../../agent/errors.ts';
import { cancel, type HttpResponse } from './http-response.ts';

/** A function that sends a request: the global `fetch`, or one of the same kind. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** Redirects that are followed; a server with more of them sends its clients round in circles. */
const MAX_REDIRECTS = 5;

/** The headers that go along to another origin. All others may be credentials. */
const HARMLESS = ['content-type', 'accept'];

/** 307 and 308 keep the method and the body. The others do not, so they are errors. */
const targetOf = (response: HttpResponse, url: string): URL | undefined => {
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

const refuseHidden = (response: HttpResponse, url: string): void => {
  if (response.type !== 'opaqueredirect') return;
  const { origin } = new URL(url);
  throw new SwarmError('http', `${origin} redirects to an address that browsers hide: set the baseURL option to it.`);
};

type Send<I, R> = <T>(url: string, init: I, read: (response: R) => Observable<T>) => Observable<T>;

/**
 * Sends a request, follows redirects with `send`, which follows none itself, and reads the response they lead to. To another
 * origin go the headers that describe the body and no others. A browser hides the target of a redirect: there it is an error.
 */
export const followRedirects = <I extends RequestInit, R extends HttpResponse, T>(
  send: Send<I, R>,
  url: string,
  init: I,
  read: (response: R) => Observable<T>,
  redirects = MAX_REDIRECTS,
): Observable<T> =>
  send(url, init, (response) => {
    refuseHidden(response, url);
    const target = targetOf(response, url);
    if (target === undefined || redirects === 0) return read(response);
    cancel(response.body);
    const isSame = target.origin === new URL(url).origin;
    return followRedirects(send, target.href, isSame ? init : withoutCredentials(init), read, redirects - 1);
  });
