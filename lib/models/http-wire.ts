import { checkOption } from '../agent/errors.ts';
import { refuseUnknown } from '../agent/known-options.ts';
import type { Origin } from '../messages/origin.ts';
import type { ChatCompletionRequest, ChatModel } from '../messages/types.ts';
import { whenReady } from '../util/promise.ts';
import type { AnswerReader } from './stream/answer-reader.ts';
import { MAX_BYTES } from './stream/body-decoder.ts';
import { signed } from './stream/signed.ts';
import { keyOf, type ApiKey } from './transport/api-key.ts';
import { chunksOf } from './transport/chunks-of.ts';
import { keptEndpoint, type Vendor } from './transport/endpoint.ts';
import { type Fetch, followRedirects } from './transport/redirects.ts';
import { transport } from './transport/transport.ts';
import { asWire } from './wire.ts';

/** How a wire asks its server. Every option may be left out. */
export interface WireOptions {
  /** The base address of the API; a query is kept. Default: the wire's environment variable, else the vendor's own server. */
  readonly baseURL?: string | undefined;
  /** A key, or a function that gives one for each request. Default: the wire's environment variable. */
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

/** An API: where its requests go, and how they and its answers are written. */
export interface Api {
  /** Name in origins, such as `chat-completions`. */
  readonly wire: string;
  /** Returns the path of a request after the base address. It may have a query. */
  readonly path: (request: ChatCompletionRequest) => string;
  /** Returns the JSON of a request. `origin` is that of its answer. @throws SwarmError `usage` for what the API cannot be asked. */
  readonly body: (request: ChatCompletionRequest, origin: Origin) => string;
  /** Returns a reader for the answer to a request. */
  readonly reader: (request: ChatCompletionRequest) => AnswerReader;
}

/** Returns a chat model that posts to the server of a vendor, or of another who speaks its API. `name` is the function's that makes it. */
export const httpWire = (name: string, api: Api, vendor: Vendor, options: WireOptions): ChatModel => {
  refuseUnknown(`${name}()`, options, OPTIONS);
  const { baseURL, apiKey, headers = {}, fetch, dispatcher = true, maxBytes = MAX_BYTES } = options;
  checkOption(`${name}({ maxBytes })`, maxBytes, 'a number from 1 up', maxBytes >= 1);
  const endpointOf = keptEndpoint(vendor);
  return asWire((request) =>
    whenReady(
      () => keyOf(apiKey),
      (key) => {
        const { url, headers: sent, info } = endpointOf({ baseURL, apiKey: key, headers, path: api.path(request) });
        const origin = { wire: api.wire, model: request.model, host: info.host };
        const post = { method: 'POST', headers: sent, body: api.body(request, origin) } as const;
        const send = transport(fetch, dispatcher);
        const reader = signed(api.reader(request), origin);
        return chunksOf((read) => followRedirects(send, url, post, read), request, info, { reader, maxBytes });
      },
    ),
  );
};

const OPTIONS: readonly (keyof WireOptions)[] = ['baseURL', 'apiKey', 'headers', 'fetch', 'dispatcher', 'maxBytes'];
