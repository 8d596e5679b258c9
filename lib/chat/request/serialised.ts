import { SwarmError } from '../../errors.ts';
import { jsonOf } from '../../json-once.ts';
import { isError } from '../failure/is-error.ts';
import type { ChatCompletionRequest } from '../../types.ts';

/** Grown, not joined: one string a message, and no list of them. */
const listOf = (values: readonly unknown[]): string => {
  let items = '';
  for (const value of values) items += `${items === '' ? '' : ','}${jsonOf(value) ?? 'null'}`;
  return `[${items}]`;
};

/** As `JSON.stringify` would, but for what a run has written in an earlier turn. */
const written = (request: ChatCompletionRequest): string => {
  let fields = '';
  for (const [key, value] of Object.entries(request)) {
    const text = key === 'messages' && Array.isArray(value) ? listOf(value) : jsonOf(value);
    if (text !== undefined) fields += `${fields === '' ? '' : ','}${JSON.stringify(key)}:${text}`;
  }
  return `{${fields}}`;
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
