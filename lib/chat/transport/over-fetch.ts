import type { Subscription } from 'rxjs';
import type { Fetch } from '../request/follow.ts';
import type { Transport } from './answer.ts';
import { signalOf } from '../../signal-of.ts';

/** Sends with a `fetch`. */
export const overFetch =
  (fetch: Fetch, gone: Subscription): Transport =>
  (url, post) =>
    fetch(url, { ...post, signal: signalOf(gone), redirect: 'manual' });
