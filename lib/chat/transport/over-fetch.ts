import type { Fetch } from '../request/follow.ts';
import type { Transport } from './answer.ts';
import { promisedAnswer } from './promised-answer.ts';

/** Sends with a `fetch`. */
export const overFetch =
  (fetch: Fetch): Transport =>
  (url, post, read) =>
    promisedAnswer((signal) => fetch(url, { ...post, signal, redirect: 'manual' }), read);
