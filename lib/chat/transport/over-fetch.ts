import type { Fetch } from '../request/follow.ts';
import type { Transport } from './answer.ts';
import { promisedAnswer } from './promised-answer.ts';

/** Sends with a `fetch`. */
export const overFetch =
  (fetch: Fetch): Transport =>
  (url, post, read) =>
    // Headers of its own: what a `fetch` adds to them belongs to this request alone.
    promisedAnswer((signal) => fetch(url, { signal, redirect: 'manual', ...post, headers: { ...post.headers } }), read);
