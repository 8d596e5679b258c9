import type { ChatCompletionRequest } from '../../messages/types.ts';

/** Registered, so that two copies of the package understand each other. */
const LISTENER = Symbol.for('rxswarm.exchangeListener');

/** Hears of an exchange what its chunks do not show. */
export interface ExchangeListener {
  /** Called with the headers of a response the moment they come, whatever its status. */
  readonly headers?: ((headers: Headers) => void) | undefined;
  /** Called for each read of its body, also one that brings only comments. */
  readonly read?: (() => void) | undefined;
}

type WithListener = ChatCompletionRequest & { readonly [LISTENER]?: ExchangeListener };

/** Returns the listener of a request, for chat models that have something to tell; `undefined` where there is no listener. */
export const listenerOf = (request: ChatCompletionRequest): ExchangeListener | undefined =>
  (request as WithListener)[LISTENER];

const both = <A extends readonly unknown[]>(
  first: ((...args: A) => void) | undefined,
  second: ((...args: A) => void) | undefined,
): ((...args: A) => void) | undefined => {
  if (first === undefined || second === undefined) return first ?? second;
  return (...args) => {
    first(...args);
    second(...args);
  };
};

/**
 * Returns a copy of a request that carries a listener, next to the one it may carry already. Wrappers pass it on with
 * `{ ...request }`, and JSON leaves it out. A chat model that knows no listeners tells nothing.
 */
export const listenedTo = (request: ChatCompletionRequest, listener: ExchangeListener): ChatCompletionRequest => {
  const inner = listenerOf(request);
  const joined: ExchangeListener = inner
    ? { headers: both(inner.headers, listener.headers), read: both(inner.read, listener.read) }
    : listener;
  return Object.assign({ ...request }, { [LISTENER]: joined });
};
