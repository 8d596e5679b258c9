import type { Fetch } from '../../models/transport/redirects.ts';
import type { Transport } from '../../models/transport/answer.ts';
import { promisedAnswer } from '../../models/transport/promised-answer.ts';

/** Sends with a `fetch`. */
export const overFetch =
  (fetch: Fetch): Transport =>
  (url, post, read) =>
    // Headers of its own: what a `fetch` adds to them belongs to this request alone. The spread not first: see toRequest.
    promisedAnswer((signal) => fetch(url, { signal, ...post, headers: { ...post.headers }, redirect: 'manual' }), read);
