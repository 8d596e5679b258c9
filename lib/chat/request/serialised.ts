import { SwarmError } from '../../errors.ts';
import { jsonOf } from '../../json-once.ts';
import { isError } from '../failure/is-error.ts';
import type { ChatCompletionRequest } from '../../types.ts';

/** As `JSON.stringify` would, but for the order of its fields and for what a run has written before. */
const written = ({ messages, tools, ...rest }: ChatCompletionRequest): string => {
  const fields = [field('messages', messages), field('tools', tools), JSON.stringify(rest).slice(1, -1)];
  return `{${fields.filter((text) => text !== '').join(',')}}`;
};

const field = (name: string, value: unknown): string => {
  const text = jsonOf(value);
  return text === undefined ? '' : `"${name}":${text}`;
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
