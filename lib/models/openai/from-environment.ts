import { from, mergeMap, type Observable, of } from 'rxjs';
import { usageError } from '../../agent/errors.ts';
import { withErrorText } from '../errors/error-body.ts';
import { isError } from '../errors/network-error.ts';
import { environment, KEYLESS } from '../transport/endpoint.ts';
import { type Fetch, followRedirects } from '../transport/redirects.ts';
import type { OpenAIClient } from './openai-client.ts';

type Package = typeof import('openai');

const loaded = async (): Promise<Package> => {
  // Bundlers let a package be missing that is imported within `try`.
  try {
    return await import('openai');
  } catch (cause) {
    const remedy = 'npm install openai, or use http(), which needs no client';
    throw usageError(`The package "openai" cannot be loaded: ${remedy}.`, { cause });
  }
};

const send = <T>(url: string, init: RequestInit, read: (response: Response) => Observable<T>) =>
  from(globalThis.fetch(url, { ...init, redirect: 'manual' })).pipe(mergeMap(read));

const fetchFollowing: Fetch = (url, init) =>
  new Promise((resolve, reject) => {
    followRedirects(send, url, init, (response) => of(response)).subscribe({ next: resolve, error: reject });
  });

const fetchSafely = (url: string | URL | Request, init?: RequestInit): Promise<Response> =>
  withErrorText(fetchFollowing)(url instanceof Request ? url.url : String(url), init ?? {});

/** A server of the caller's needs no key, but the client insists on one. */
const keyless = (): string | undefined => (environment('OPENAI_BASE_URL') === undefined ? undefined : KEYLESS);

/**
 * Resolves with a client made from the environment: `OPENAI_API_KEY`, `OPENAI_BASE_URL`. Loads the package, which nothing else
 * does. Rejects with `usage` where it cannot be loaded or refuses the environment.
 */
export const openaiFromEnvironment = async (): Promise<OpenAIClient> => {
  const { OpenAI } = await loaded();
  try {
    return new OpenAI({ apiKey: environment('OPENAI_API_KEY') ?? keyless(), fetch: fetchSafely });
  } catch (cause) {
    const reason = isError(cause) ? cause.message : String(cause);
    const remedy = 'set OPENAI_API_KEY, or pass a client: openai(new OpenAI({ apiKey }))';
    throw usageError(`No OpenAI client can be made from the environment: ${remedy}. (${reason})`, { cause });
  }
};
