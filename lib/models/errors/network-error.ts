import { SwarmError } from '../../agent/errors.ts';
import { shorten } from '../../util/stringify.ts';
import type { EndpointInfo } from './endpoint-info.ts';

const sentence = ({ code, message }: RootCause, { url, urlSetting }: EndpointInfo): string => {
  switch (code) {
    case 'ECONNREFUSED':
      return `Nothing listens at ${url} (connection refused): start the server, or set ${urlSetting} to its address.`;
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `The host of ${url} is unknown: check ${urlSetting}.`;
    default: {
      const words = shorten(message.endsWith('.') ? message.slice(0, -1) : message, 1000);
      return `No answer from ${url}: ${words}. Check the network and ${urlSetting}.`;
    }
  }
};

/** Makes the error for a request without a response. `cause` is the error of `fetch`. */
export const networkError = (cause: unknown, info: EndpointInfo): SwarmError => {
  const root = rootCause(cause);
  const type = root.code?.includes('TIMEOUT') || root.code?.includes('TIMEDOUT') ? 'timeout' : 'network';
  return new SwarmError(type, sentence(root, info), { cause, code: root.code });
};

/** The innermost cause of an error. */
export interface RootCause {
  /** The code, such as `ECONNREFUSED`; `undefined` in runtimes that name no code, as browsers do. */
  readonly code: string | undefined;
  readonly message: string;
}

/** Causes that are followed, because chains made by hand may be circular. */
const DEPTH = 5;

const codeOf = (error: Error): string | undefined =>
  'code' in error && typeof error.code === 'string' ? error.code : undefined;

/** Takes the first error of a host with several addresses, because all of them failed alike. */
const causeOf = (error: Error): unknown =>
  'errors' in error && Array.isArray(error.errors) ? (error.errors as readonly unknown[])[0] : error.cause;

const find = (error: unknown, depth: number): RootCause => {
  if (!isError(error)) return { code: undefined, message: String(error) };
  const cause = causeOf(error);
  return isError(cause) && depth > 0 ? find(cause, depth - 1) : { code: codeOf(error), message: error.message };
};

/** Returns the innermost cause of an error: `fetch failed` says nothing, the cause of its cause says what was refused. */
export const rootCause = (error: unknown): RootCause => find(error, DEPTH);

/** Returns whether a value is an error. Not by `instanceof`: errors of `fetch` may come from another realm, as in Jest. */
export const isError = (value: unknown): value is Error =>
  typeof value === 'object' && value !== null && 'message' in value && typeof value.message === 'string';
