import { usageError } from '../../agent/errors.ts';
import { isPromiseLike } from '../../util/promise.ts';

/** A key, or a function that gives one: it is called before each request, so that short-lived keys can be renewed. */
export type ApiKey = string | (() => string | PromiseLike<string>);

const failed = (cause: unknown): never => {
  throw usageError('The function that gives the API key failed.', { cause });
};

/** Returns the key for one request, or `undefined` if no key is set. Throws or rejects with `usage` where its function fails. */
export const keyOf = (apiKey: ApiKey | undefined): string | undefined | PromiseLike<string> => {
  if (typeof apiKey !== 'function') return apiKey;
  try {
    const key = apiKey();
    return isPromiseLike(key) ? key.then((given) => given, failed) : key;
  } catch (cause) {
    return failed(cause);
  }
};
