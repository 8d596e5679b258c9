/** Hears of a request that a dispatcher sends. */
export interface DispatchHandler {
  /** Called when the request is about to be written; `abort` ends it. */
  onConnect(abort: () => void): void;
  /** Called with each response, those of status 1xx included. True goes on. */
  onHeaders(status: number, headers: RawHeaders, resume: () => void, statusText: string): boolean;
  /** Called with the bytes of a read. True goes on. */
  onData(bytes: Uint8Array): boolean;
  /** Called when the response is whole. */
  onComplete(): void;
  /** Called when the request or its response fails. */
  onError(error: Error): void;
}

/** A request as a dispatcher takes it. */
export interface DispatchOptions {
  readonly origin: string;
  readonly path: string;
  readonly method: 'POST';
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Sends for Node's `fetch`: an agent that keeps connections, or one that a program put in its place, such as a proxy's. */
export interface Dispatcher {
  /** Sends a request. */
  dispatch(options: DispatchOptions, handler: DispatchHandler): boolean;
}

/** Headers as they came: names and values in turn. */
export type RawHeaders = readonly Uint8Array[];

/** Key under which undici, the `fetch` of Node, keeps its dispatcher. Node 20, 22, 24 and 26 take handlers of the form above. */
const GLOBAL = Symbol.for('undici.globalDispatcher.1');

const kept = (): Dispatcher | undefined => {
  const found = (globalThis as { readonly [key: symbol]: unknown })[GLOBAL] as Partial<Dispatcher> | undefined;
  return typeof found?.dispatch === 'function' ? (found as Dispatcher) : undefined;
};

/** Node's own `fetch` is recognised by its source, because a patched, mocked or traced one has another. */
const isNodes = (fetch: unknown): boolean =>
  typeof fetch === 'function' && Function.prototype.toString.call(fetch).includes('internal/deps/undici');

/** The last `fetch` that was looked at, because reading its source each time would cost as much as a few chunks. */
let latest: { readonly fetch: unknown; readonly isNodes: boolean } = { fetch: undefined, isNodes: false };

/**
 * Returns the dispatcher behind the global `fetch` if that is Node's own; `undefined` in browsers, on the edge, in other
 * runtimes, and where a program has put another `fetch` in its place.
 */
export const globalDispatcher = (): Dispatcher | undefined => {
  const { fetch } = globalThis;
  if (latest.fetch !== fetch) latest = { fetch, isNodes: isNodes(fetch) };
  if (!latest.isNodes) return undefined;
  // Node 20 loads undici, and with it the dispatcher, when a part of it is touched.
  return kept() ?? (typeof globalThis.Headers === 'function' ? kept() : undefined);
};
