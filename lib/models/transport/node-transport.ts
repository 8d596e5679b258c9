import { defer, Observable, type Observer, type Subscriber } from 'rxjs';
import { SwarmError } from '../../agent/errors.ts';
import type { Answer, ByteFlow, Post, Transport } from './answer.ts';
import { remembered } from './endpoint.ts';

/**
 * What Node's `fetch` would add, but for its leave to compress: compressed events come in bursts. The spread not first: see
 * `toRequest`.
 */
const withDefaults = (headers: Post['headers']): Post['headers'] => ({
  'user-agent': 'node',
  'accept-encoding': 'identity',
  ...headers,
});

const COMPRESSED = 'The server compressed its answer, which it was asked not to';
const REMEDY = 'pass a fetch to http() that decodes it: http({ fetch: (url, init) => fetch(url, init) })';

const partsOf = remembered((url) => {
  const { origin, pathname, search } = new URL(url);
  return { origin, path: pathname + search };
});

/**
 * The headers are made when they are asked for: of most answers they never are. A class, as a getter in an object literal gives
 * each object a hidden class of its own, which lies in V8's old space and kept all of its exchange, 10 to 20 kB, until the
 * next full collection.
 */
class DispatchedAnswer implements Answer {
  readonly type = 'default';
  readonly ok: boolean;
  readonly status: number;
  readonly statusText: string;
  readonly body: ByteFlow;
  readonly #raw: RawHeaders;

  constructor(status: number, statusText: string, raw: RawHeaders, body: ByteFlow) {
    this.ok = status >= 200 && status < 300;
    this.status = status;
    this.statusText = statusText;
    this.body = body;
    this.#raw = raw;
  }

  get headers(): Headers {
    return toHeaders(this.#raw);
  }
}

/** An exchange under way: what is made of its answer goes to the subscriber, its body to whoever reads it then. */
const exchange = <T>(subscriber: Subscriber<T>, read: (answer: Answer) => Observable<T>): DispatchHandler => {
  let abort: (() => void) | undefined;
  let isGone = false;
  let isAnswered = false;
  let sink: Observer<Uint8Array> | undefined;

  const close = (): void => {
    isGone = true;
    abort?.();
  };
  const body = {
    locked: false,
    readInto(reader: Observer<Uint8Array>) {
      body.locked = true;
      sink = reader;
    },
    cancel() {
      close();
      return Promise.resolve();
    },
  };
  subscriber.add(() => {
    if (!isAnswered) close();
  });

  return {
    onConnect(abortRequest) {
      abort = abortRequest;
      if (isGone) abort();
    },
    onHeaders(status, raw, _resume, statusText) {
      // Early hints and their like: the answer's own headers are still to come.
      if (status < 200) return true;
      if ((rawHeader(raw, 'content-encoding') ?? 'identity') !== 'identity') {
        subscriber.error(new SwarmError('protocol', `${COMPRESSED}: ${REMEDY}.`));
        return true;
      }
      isAnswered = true;
      defer(() => read(new DispatchedAnswer(status, statusText, raw, body))).subscribe(subscriber);
      // Nobody will read it any more.
      if (sink === undefined) close();
      return true;
    },
    onData(bytes) {
      sink?.next(bytes);
      return true;
    },
    onComplete() {
      // Once this has returned the connection is on its way to be free again: whoever waits for that waits from then on.
      queueMicrotask(() => sink?.complete());
    },
    onError(error) {
      if (isAnswered) sink?.error(error);
      else subscriber.error(error);
    },
  };
};

/**
 * Sends with what Node's `fetch` sends with, one layer below it: the same connections, limits and proxies, without its
 * streams and promises. By hand that took 0.25 to 0.6 of the CPU of `fetch`.
 */
export const overDispatcher =
  (dispatcher: Dispatcher): Transport =>
  <T>(url: string, { method, headers, body }: Post, read: (answer: Answer) => Observable<T>) =>
    new Observable<T>((subscriber) => {
      const { origin, path } = partsOf(url);
      const options = { origin, path, method, headers: withDefaults(headers), body };
      dispatcher.dispatch(options, exchange(subscriber, read));
    });

/** What is told of a request under way. */
export interface DispatchHandler {
  onConnect(abort: () => void): void;
  onHeaders(status: number, headers: RawHeaders, resume: () => void, statusText: string): boolean;
  onData(bytes: Uint8Array): boolean;
  onComplete(): void;
  onError(error: Error): void;
}

export interface DispatchOptions {
  readonly origin: string;
  readonly path: string;
  readonly method: 'POST';
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What Node's `fetch` sends with: an agent that keeps connections, or what a program put in its place, such as a proxy's. */
export interface Dispatcher {
  dispatch(options: DispatchOptions, handler: DispatchHandler): boolean;
}

/** Where undici, the `fetch` of Node, keeps it. What Node 20, 22, 24 and 26 keep there takes handlers of the form above. */
const GLOBAL = Symbol.for('undici.globalDispatcher.1');

const kept = (): Dispatcher | undefined => {
  const found = (globalThis as { readonly [key: symbol]: unknown })[GLOBAL] as Partial<Dispatcher> | undefined;
  return typeof found?.dispatch === 'function' ? (found as Dispatcher) : undefined;
};

/** Node's own `fetch` says so in its source; one that was patched, mocked or traced does not. */
const isNodes = (fetch: unknown): boolean =>
  typeof fetch === 'function' && Function.prototype.toString.call(fetch).includes('internal/deps/undici');

/** The `fetch` that was looked at last: reading its source each time would cost as much as a few chunks. */
let known: { readonly fetch: unknown; readonly isNodes: boolean } = { fetch: undefined, isNodes: false };

/**
 * The dispatcher behind the global `fetch`, if that is Node's own; undefined in browsers, on the edge, in other runtimes, and
 * where somebody has put another `fetch` in its place, which is then to be used.
 */
export const globalDispatcher = (): Dispatcher | undefined => {
  const { fetch } = globalThis;
  if (known.fetch !== fetch) known = { fetch, isNodes: isNodes(fetch) };
  if (!known.isNodes) return undefined;
  // Node 20 loads undici, and with it the dispatcher, when a part of it is touched.
  return kept() ?? (typeof globalThis.Headers === 'function' ? kept() : undefined);
};

/** Headers as they came: names and values in turn. */
export type RawHeaders = readonly Uint8Array[];

const latin1 = new TextDecoder('latin1');

/** A header's value. Nearly all others are ruled out by the length of their names. */
export const rawHeader = (raw: RawHeaders, name: string): string | undefined => {
  for (let at = 0; at + 1 < raw.length; at += 2) {
    const bytes = raw[at];
    if (bytes?.length === name.length && latin1.decode(bytes).toLowerCase() === name) return latin1.decode(raw[at + 1]);
  }
  return undefined;
};

export const toHeaders = (raw: RawHeaders): Headers => {
  const headers = new Headers();
  for (let at = 0; at + 1 < raw.length; at += 2) headers.append(latin1.decode(raw[at]), latin1.decode(raw[at + 1]));
  return headers;
};
