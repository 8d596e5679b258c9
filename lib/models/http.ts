import { checkOption } from '../agent/errors.ts';
import { refuseUnknown } from '../agent/known-options.ts';
import type { ChatModel } from '../messages/types.ts';
import { whenReady } from '../util/promise.ts';
import { requestBody } from './chat-completions/request-body.ts';
import { MAX_BYTES } from './stream/body-decoder.ts';
import { keyOf, type ApiKey } from './transport/api-key.ts';
import { chunksOf } from './transport/chunks-of.ts';
import { keptEndpoint } from './transport/endpoint.ts';
import { type Fetch, followRedirects } from './transport/redirects.ts';
import { transport } from './transport/transport.ts';
import { asWire } from './wire.ts';

/** How `http()` asks a server. Every option may be left out. */
export interface HttpOptions {
  /**
   * The address before `/chat/completions`, such as `http://127.0.0.1:11434/v1`; a query is kept. Default: `OPENAI_BASE_URL`,
   * else `https://api.openai.com/v1`.
   */
  readonly baseURL?: string | undefined;
  /** A key, or a function that gives one for each request. Default: `OPENAI_API_KEY`. Only OpenAI's own server insists on one. */
  readonly apiKey?: ApiKey | undefined;
  /** Sent with each request; they win over ours, and do not follow a redirect to another origin. Default: none. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Sends the requests and minds their `signal`. Default: the global `fetch`. */
  readonly fetch?: Fetch | undefined;
  /**
   * False sends with the global `fetch` in any case. True sends with the dispatcher behind it where that `fetch` is Node's own:
   * the same connections and proxies, at 0.25 to 0.6 of its CPU. Default: true.
   */
  readonly dispatcher?: boolean | undefined;
  /** The bytes of an answer at most, after decompression; more is a `protocol` error. `Infinity` allows any. Default: 16 MiB. */
  readonly maxBytes?: number | undefined;
}

/**
 * Returns a chat model that posts to a Chat Completions endpoint with `fetch`: in Node, in browsers and on the edge. Options
 * that are functions and the environment are read at each subscription. Errors with a `SwarmError`: `usage` for options that
 * cannot work, `network`, `http`, `api`, `protocol` or `incomplete` for exchanges that fail.
 *
 * It asks once. `new Swarm(http(…))` puts `retry()` and `timeout()` around it.
 *
 * @example
 * const swarm = new Swarm(http({ baseURL: 'http://127.0.0.1:11434/v1' }));
 *
 * @throws SwarmError `usage` for a `maxBytes` below 1.
 */
export const http = (options: HttpOptions = {}): ChatModel => {
  refuseUnknown('http()', options, OPTIONS);
  const { baseURL, apiKey, headers = {}, fetch, dispatcher = true, maxBytes = MAX_BYTES } = options;
  checkOption('http({ maxBytes })', maxBytes, 'a number from 1 up', maxBytes >= 1);
  const endpointOf = keptEndpoint();
  return asWire((request) =>
    whenReady(
      () => keyOf(apiKey),
      (key) => {
        const { url, headers: sent, info } = endpointOf({ baseURL, apiKey: key, headers });
        const post = { method: 'POST', headers: sent, body: requestBody(request) } as const;
        const send = transport(fetch, dispatcher);
        return chunksOf((read) => followRedirects(send, url, post, read), request, info, { maxBytes });
      },
    ),
  );
};

const OPTIONS: readonly (keyof HttpOptions)[] = ['baseURL', 'apiKey', 'headers', 'fetch', 'dispatcher', 'maxBytes'];
