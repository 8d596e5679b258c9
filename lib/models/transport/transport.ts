import type { Transport } from './answer.ts';
import { globalDispatcher, overDispatcher } from './node-transport.ts';
import { promisedAnswer } from './promised-answer.ts';
import type { Fetch } from './redirects.ts';

/** What sends a request: the `fetch` that was given, else the dispatcher behind Node's own, else the global `fetch`. */
export const transport = (fetch: Fetch | undefined): Transport => {
  const dispatcher = fetch === undefined ? globalDispatcher() : undefined;
  return dispatcher ? overDispatcher(dispatcher) : overFetch(fetch ?? globalThis.fetch);
};

/** Sends with a `fetch`. */
export const overFetch =
  (fetch: Fetch): Transport =>
  (url, post, read) =>
    // Headers of its own: what a `fetch` adds to them belongs to this request alone. The spread not first: see toRequest.
    promisedAnswer((signal) => fetch(url, { signal, ...post, headers: { ...post.headers }, redirect: 'manual' }), read);
