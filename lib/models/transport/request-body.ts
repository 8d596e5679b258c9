import { usageError } from '../../agent/errors.ts';
import { jsonOf } from '../../messages/json-once.ts';
import type { ChatCompletionRequest } from '../../messages/types.ts';
import { isError } from '../errors/network-error.ts';

/** As `JSON.stringify` would, but for what a run has written before. Grown, not joined: it is copied once, when it is sent. */
const written = (request: ChatCompletionRequest): string => {
  let fields = '';
  for (const name of Object.keys(request)) {
    const text = jsonOf(request[name]);
    if (text !== undefined) fields += `${fields === '' ? '' : ','}${JSON.stringify(name)}:${text}`;
  }
  return `{${fields}}`;
};

/** The body of a request. Throws a `usage` error for what JSON cannot hold: a bigint or a circle in the settings. */
export const serialised = (request: ChatCompletionRequest): string => {
  try {
    return written(request);
  } catch (cause) {
    const reason = isError(cause) ? cause.message.split('\n')[0] : cause;
    throw usageError(`The request cannot be written as JSON: ${String(reason)}.`, { cause });
  }
};
