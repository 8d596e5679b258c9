import { HEADERS, type Post } from './loop.ts';
import { splitter } from './splitter.ts';

interface Handler {
  onConnect(abort: () => void): void;
  onHeaders(status: number): boolean;
  onData(bytes: Uint8Array): boolean;
  onComplete(): void;
  onError(error: Error): void;
}

interface Dispatcher {
  dispatch(options: object, handler: Handler): boolean;
}

const GLOBAL = Symbol.for('undici.globalDispatcher.1');

/** Returns the dispatcher of Node's own `fetch`, which exists when a part of `fetch` has been touched. */
const globalDispatcher = (): Dispatcher => {
  const { Headers: touched } = globalThis;
  const found = (globalThis as { readonly [key: symbol]: unknown })[GLOBAL];
  if (typeof touched !== 'function' || found === undefined) throw new Error('This Node has no global dispatcher.');
  return found as Dispatcher;
};

/** Posts with the layer below `fetch`, which gives bytes to a callback, without streams and promises. */
export const bytesByUndici = (url: string, body: string, onBytes: (bytes: Uint8Array) => void): Promise<void> =>
  new Promise((resolve, reject) => {
    const { origin, pathname: path } = new URL(url);
    globalDispatcher().dispatch(
      { origin, path, method: 'POST', headers: HEADERS, body },
      {
        onConnect: () => undefined,
        onHeaders: (status) => {
          if (status !== 200) reject(new Error(`status ${String(status)}`));
          return true;
        },
        onData: (bytes) => {
          onBytes(bytes);
          return true;
        },
        onComplete: resolve,
        onError: reject,
      },
    );
  });

/** Posts as above and gives the events of the body to a callback. */
export const postByUndici: Post = (url, body, onData) => bytesByUndici(url, body, splitter(onData));
