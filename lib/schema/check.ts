import { Compile, Errors } from 'typebox/schema';
import type { CheckedArguments } from '../agent/function-schema.ts';
import type { JsonSchema } from '../messages/types.ts';
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

/**
 * JSON, copied, without `__proto__` keys. The prototype of its objects is `null` for validating (a validator that asks
 * `'toString' in value` finds what was sent, not what was inherited) and `Object.prototype` for calling.
 */
export const copy = (value: unknown, prototype: object | null): unknown => {
  if (Array.isArray(value)) return value.map((item) => copy(item, prototype));
  if (typeof value !== 'object' || value === null) return value;
  const copied = Object.create(prototype) as Record<string, unknown>;
  for (const key of Object.keys(value)) {
    if (key !== '__proto__') copied[key] = copy((value as JsonObject)[key], prototype);
  }
  return copied;
};
