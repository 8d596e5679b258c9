import { SwarmError } from '../../errors.ts';
import { jsonOf } from '../../json-once.ts';
import { isError } from '../failure/is-error.ts';
import type { ChatCompletionRequest } from '../../types.ts';

/** As `JSON.stringify` would, but for what a run has written in an earlier turn. */
const written = (request: ChatCompletionRequest): string => {
  const parts = Object.entries(request).map(([key, value]) => {
    const isList = key === 'messages' && Array.isArray(value);
    const text = isList ? `[${value.map(jsonOf).join(',')}]` : jsonOf(value);
    return text === undefined ? undefined : `${JSON.stringify(key)}:${text}`;
  });
  return `{${parts.filter((part) => part !== undefined).join(',')}}`;
};

/** The body of a request. Throws a `usage` error for what JSON cannot hold: a bigint or a circle in the settings. */
export const serialised = (request: ChatCompletionRequest): string => {
  try {
    return written(request);
  } catch (cause) {
    const reason = isError(cause) ? cause.message.split('\n')[0] : cause;
    throw new SwarmError('usage', `The request cannot be written as JSON: ${String(reason)}.`, { cause });
  }
};
