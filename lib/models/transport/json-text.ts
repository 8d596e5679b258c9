import { usageError } from '../../agent/errors.ts';
import { isError } from '../errors/network-error.ts';

/** Returns the JSON that `write` makes of a request. Throws a `usage` error for values that JSON cannot hold, such as a bigint or a circle. */
export const jsonText = (write: () => string): string => {
  try {
    return write();
  } catch (cause) {
    const reason = isError(cause) ? cause.message.split('\n')[0] : cause;
    throw usageError(`The request cannot be written as JSON: ${String(reason)}.`, { cause });
  }
};
