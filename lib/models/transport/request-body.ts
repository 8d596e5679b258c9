import { usageError } from '../../agent/errors.ts';
import { jsonOf } from '../../messages/json-once.ts';
import type { ChatCompletionRequest, Message } from '../../messages/types.ts';
import { normalMessages } from './normal-messages.ts';
import { isError } from '../errors/network-error.ts';

/** Writes field by field, because a run has written most messages before and keeps their JSON. */
const written = (request: ChatCompletionRequest): string => {
  let fields = '';
  for (const name of Object.keys(request)) {
    const value = request[name];
    const text = jsonOf(
      name === 'messages' && Array.isArray(value) ? normalMessages(value as readonly Message[]) : value,
    );
    if (text !== undefined) fields += `${fields === '' ? '' : ','}${JSON.stringify(name)}:${text}`;
  }
  return `{${fields}}`;
};

/** Returns the body of a request. Throws a `usage` error for values that JSON cannot hold, such as a bigint or a circle. */
export const requestBody = (request: ChatCompletionRequest): string => {
  try {
    return written(request);
  } catch (cause) {
    const reason = isError(cause) ? cause.message.split('\n')[0] : cause;
    throw usageError(`The request cannot be written as JSON: ${String(reason)}.`, { cause });
  }
};
