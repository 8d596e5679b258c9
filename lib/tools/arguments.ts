import type { PreparedFunction } from '../agent/prepare.ts';
import type { CheckedArguments } from '../agent/function-schema.ts';
import { shorten } from '../util/stringify.ts';

/** A call's arguments, parsed and held against the schema, or what is wrong with them in words a model can act on. */
export const readArguments = (text: string, { schema }: PreparedFunction): CheckedArguments => {
  let input: unknown;
  try {
    input = text.trim() === '' ? {} : (JSON.parse(text) ?? {});
  } catch (error) {
    return { problem: `the arguments are not JSON (${(error as Error).message}): ${shorten(text, 200)}` };
  }
  if (typeof input !== 'object' || Array.isArray(input)) {
    return { problem: `the arguments must be a JSON object, got ${shorten(text, 200)}` };
  }
  return schema ? schema.check(input) : { value: input as Readonly<Record<string, unknown>> };
};
