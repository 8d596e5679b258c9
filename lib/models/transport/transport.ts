import type { Fetch } from './redirects.ts';
import type { Transport } from './answer.ts';
import { globalDispatcher } from '../../chat/transport/dispatcher.ts';
import { overDispatcher } from './node-transport.ts';
import { overFetch } from '../../chat/transport/over-fetch.ts';

/** What sends a request: the `fetch` that was given, else the dispatcher behind Node's own, else the global `fetch`. */
export const transport = (fetch: Fetch | undefined): Transport => {
  const dispatcher = fetch === undefined ? globalDispatcher() : undefined;
  return dispatcher ? overDispatcher(dispatcher) : overFetch(fetch ?? globalThis.fetch);
};
