import { afterTick } from '../../util/after-tick.ts';
import type { HttpResponse, Transport } from './http-response.ts';
import { mayResend, noteAnswer } from './lost-connection.ts';
import { globalDispatcher } from './node-dispatcher.ts';
import { overDispatcher } from './node-transport.ts';
import { promisedResponse } from './promised-response.ts';
import type { Fetch } from './redirects.ts';

/**
 * Returns how requests are sent: with the `fetch` that was given, else with the dispatcher behind Node's own where
 * `dispatcher` allows it, else with the global `fetch`.
 */
export const transport = (fetch: Fetch | undefined, dispatcher: boolean): Transport => {
  const found = fetch === undefined && dispatcher ? globalDispatcher() : undefined;
  return found ? overDispatcher(found) : overFetch(fetch ?? globalThis.fetch);
};

/** Sends with a `fetch`. */
export const overFetch =
  (fetch: Fetch): Transport =>
  (url, post, read) => {
    const send = (signal: AbortSignal): Promise<Response> =>
      // A copy of the headers, because a `fetch` may add to them.
      fetch(url, { ...post, headers: { ...post.headers }, signal, redirect: 'manual' });
    return promisedResponse(resending(fetch, new URL(url).origin, send), read);
  };

/** Sends again a request that was lost on a kept connection. `sender` is the function or the client that owns the connections. */
export const resending =
  <R extends HttpResponse>(sender: object, origin: string, send: (signal: AbortSignal) => Promise<R>) =>
  async (signal: AbortSignal): Promise<R> => {
    for (let resends = 0; ; resends++) {
      try {
        const response = await send(signal);
        noteAnswer(sender, origin);
        return response;
      } catch (error) {
        if (signal.aborted || !mayResend(error, sender, origin, resends)) throw error;
        // Other connections that were closed at the same time are known to be closed then.
        await new Promise<void>((resolve) => void afterTick(resolve));
      }
    }
  };
