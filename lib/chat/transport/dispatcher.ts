import type { RawHeaders } from './raw-headers.ts';

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
