import { isError } from '../errors/network-error.ts';

/**
 * Servers may close a connection that they promised to keep at the very moment the next request is sent on it: llama.cpp does so
 * after each streamed answer. Such a request was not looked at, and so is sent again, as browsers do.
 */
const LOST = ['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET'];

/** Requests sent again at most, where the error proves each time that its connection was kept from an earlier exchange. */
const MAX_RESENDS = 4;

/** The error of a connection. Node's `fetch` says how much its socket had read. */
interface Loss {
  readonly socket?: { readonly bytesRead?: unknown };
}

/** Origins that are remembered of a sender. A request to a further one is not sent again. */
const MAX_ORIGINS = 1000;

/** The origins that have answered, by their sender. Without an earlier answer there is no kept connection. */
const answered = new WeakMap<object, Set<string>>();

/** Remembers that an origin answered a sender, which is a dispatcher, a `fetch` or a client. */
export const noteAnswer = (sender: object, origin: string): void => {
  const origins = answered.get(sender);
  if (origins === undefined) answered.set(sender, new Set([origin]));
  else if (origins.size < MAX_ORIGINS) origins.add(origin);
};

/** Clients and `fetch` wrap the error of a socket. */
const MAX_WRAPS = 4;

const lossOf = (error: unknown, wraps = MAX_WRAPS): Loss | undefined => {
  if (!isError(error)) return undefined;
  if ('code' in error && LOST.includes(String(error.code))) return error as Loss;
  return wraps === 0 ? undefined : lossOf(error.cause, wraps - 1);
};

/**
 * Returns whether a request that failed before its response can be sent again at once: it was sent on a kept connection. An
 * error of Node's `fetch` proves that by the bytes its socket had read; where it does not say, one resend is allowed.
 *
 * @param resends How often the request was sent again already.
 */
export const mayResend = (error: unknown, sender: object, origin: string, resends: number): boolean => {
  const loss = lossOf(error);
  if (loss === undefined) return false;
  const isKnown = answered.get(sender)?.has(origin) === true;
  // TLS reads bytes before any request, so they prove nothing there.
  const bytes = origin.startsWith('https:') ? undefined : loss.socket?.bytesRead;
  if (typeof bytes !== 'number') return isKnown && resends === 0;
  // Other code may have used the connections of a global sender before, and a new connection may break in the middle of headers.
  return bytes > 0 && resends < (isKnown ? MAX_RESENDS : 1);
};
