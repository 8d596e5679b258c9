import { Compile, Errors } from 'typebox/schema';
import type { JsonSchema } from '../messages/types.ts';
import type { CheckedArguments } from '../agent/function-schema.ts';
import { copy } from './copy.ts';
import { explain } from './explain.ts';
import type { JsonObject } from './json.ts';
import { stripNulls } from './strip-nulls.ts';

export interface CheckOptions {
  /** What arguments are held against. */
  readonly accepts: JsonSchema;
  readonly strict: boolean;
}

/** Compiled at the first call: most functions of a program are never called. */
export const checker = ({ accepts, strict }: CheckOptions): ((input: unknown) => CheckedArguments) => {
  let compiled: { Check: (value: unknown) => boolean } | undefined;
  return (input) => {
    compiled ??= Compile(accepts);
    const sent = copy(input, null);
    const value = strict ? stripNulls(accepts, accepts, sent) : sent;
    if (!compiled.Check(value)) return { problem: problemOf(accepts, value) };
    return { value: copy(value, Object.prototype) as JsonObject };
  };
};

const problemOf = (schema: JsonSchema, value: unknown): string => {
  const lines = explain(schema, value);
  // A keyword that explain has no words for: the validator's own are better than none.
  return (lines.length > 0 ? lines : Errors(schema, value)[1].map(said)).join('\n');
};

const said = (error: { readonly instancePath: string; readonly message: string }): string =>
  `${error.instancePath === '' ? 'arguments' : error.instancePath.slice(1).replaceAll('/', '.')}: ${error.message}`;
