import { SwarmError } from '../../errors.ts';
import { isError } from '../failure/is-error.ts';
import type { ChatCompletionRequest } from '../../types.ts';

/** The body of a request. Throws a `usage` error for what JSON cannot hold: a bigint or a circle in the settings. */
export const serialised = (request: ChatCompletionRequest): string => {
  try {
    return JSON.stringify(request);
  } catch (cause) {
    const reason = isError(cause) ? cause.message.split('\n')[0] : cause;
    throw new SwarmError('usage', `The request cannot be written as JSON: ${String(reason)}.`, { cause });
  }
};
