import { withErrorText } from './failure/with-error-text.ts';
import type { Fetch } from '../models/transport/redirects.ts';

/** Tells a `fetch` that a request is one of ours: clients hand these options on to it, whatever the keys. */
const OURS = Symbol('rxswarm');

/** What goes along with each of our requests. */
export const FETCH_OPTIONS = { redirect: 'manual', [OURS]: true } as const;

const isOurs = (init: object | undefined): boolean => init !== undefined && OURS in init;

/** All majors keep what they send with here. */
interface Sending {
  fetch?: Fetch;
}

const seen = new WeakSet<object>();

/**
 * A client reads the text of an error to its end before it tells the status, and one that stalls would hold it for ever.
 * No option of a request reaches that, and `withOptions()` forgets what was put on a client since it was made, and
 * Azure's version. So the client's own `fetch` is replaced, once, by one that does the same for every request but ours.
 */
export const endErrorTexts = (client: object): void => {
  const sending: Sending = client;
  const { fetch } = sending;
  if (seen.has(client) || typeof fetch !== 'function') return;
  seen.add(client);
  const inTime = withErrorText(fetch);
  // Not an assignment: a frozen client is left as it is.
  Reflect.set(client, 'fetch', ((url, init) => (isOurs(init) ? inTime : fetch)(url, init)) satisfies Fetch);
};
