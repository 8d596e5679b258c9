import { SwarmError } from '../../agent/errors.ts';
import type { Asked } from './endpoint-info.ts';

const sentence = ({ code, message }: RootCause, { url, urlSetting }: Asked): string => {
  switch (code) {
    case 'ECONNREFUSED':
      return `Nothing listens at ${url} (connection refused): start the server, or set ${urlSetting} to where it is.`;
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `The host of ${url} is unknown: check ${urlSetting}.`;
    default:
      return `No answer from ${url}: ${message.replace(/\.$/, '')}. Check the network and ${urlSetting}.`;
  }
};

/** No answer could be had; `cause` is what `fetch` failed with. */
export const networkError = (cause: unknown, asked: Asked): SwarmError => {
  const root = rootCause(cause);
  const type = /TIMEOUT|ETIMEDOUT/.test(root.code ?? '') ? 'timeout' : 'network';
  return new SwarmError(type, sentence(root, asked), { cause });
};

export interface RootCause {
  /** Such as `ECONNREFUSED`; undefined where the runtime names none, as browsers do. */
  readonly code: string | undefined;
  readonly message: string;
}

/** Chains made by hand may be circular. */
const DEPTH = 5;

const codeOf = (error: Error): string | undefined =>
  'code' in error && typeof error.code === 'string' ? error.code : undefined;

/** Where a host has several addresses, each of them failed; the first says enough. */
const causeOf = (error: Error): unknown =>
  'errors' in error && Array.isArray(error.errors) ? (error.errors as readonly unknown[])[0] : error.cause;

const find = (error: unknown, depth: number): RootCause => {
  if (!isError(error)) return { code: undefined, message: String(error) };
  const cause = causeOf(error);
  return isError(cause) && depth > 0 ? find(cause, depth - 1) : { code: codeOf(error), message: error.message };
};

/** What lies at the bottom of an error: `fetch failed` says nothing, its cause's cause says which connection was refused. */
export const rootCause = (error: unknown): RootCause => find(error, DEPTH);

/** Not `instanceof`: `fetch`'s errors may come from another realm than ours, as they do in Jest. */
export const isError = (value: unknown): value is Error =>
  typeof value === 'object' && value !== null && 'message' in value && typeof value.message === 'string';
