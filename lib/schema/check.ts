import { Compile, Errors } from 'typebox/schema';
import type { CheckedArguments } from '../agent/function-schema.ts';
import type { JsonSchema } from '../messages/types.ts';
import { DEEPEST, isDeeper } from '../util/nesting.ts';
import { explain } from './explain.ts';
import { fitsIn, isReferring } from './fits.ts';
import type { JsonObject } from './json.ts';
import { nullStripper } from './strip-nulls.ts';

/** Options of `checker()`. */
export interface CheckOptions {
  /** The schema that values are checked against. */
  readonly accepts: JsonSchema;
  /** True if the model was asked for strict mode, which writes null for what it leaves out. */
  readonly strict: boolean;
}

/**
 * Returns a function that checks values: it returns a copy without the nulls that stand for absent properties, or the problem in
 * words for the model. The schema is compiled at the first call, because most functions of a program are never called.
 */
export const checker = ({ accepts, strict }: CheckOptions): ((input: unknown) => CheckedArguments) => {
  let begin: (() => Check) | undefined;
  return (input) => {
    if (isDeeper(input))
      return { problem: `arguments: expected at most ${String(DEEPEST)} levels of nesting, got more` };
    begin ??= checksOf(accepts);
    const { passes, strip } = begin();
    const sent = copy(input, null);
    const value = strict || !passes(sent) ? strip(sent) : sent;
    if (!passes(value)) return { problem: problemOf(accepts, value) };
    return { value: copy(value, Object.prototype) as JsonObject };
  };
};

/** The means of one check. */
interface Check {
  readonly passes: (value: unknown) => boolean;
  readonly strip: (value: unknown) => unknown;
}

/** TypeBox's own validator is the faster one, and tries a union that refers to itself anew on each level. */
const checksOf = (accepts: JsonSchema): (() => Check) => {
  const beginFits = fitsIn(accepts);
  const compiled = isReferring(accepts) ? undefined : Compile(accepts);
  return () => {
    const fits = beginFits();
    return {
      passes: (value) => compiled?.Check(value) ?? fits(accepts, value),
      strip: nullStripper(accepts, fits),
    };
  };
};

const problemOf = (schema: JsonSchema, value: unknown): string => {
  const lines = explain(schema, value);
  if (lines.length > 0) return lines.join('\n');
  // A keyword without words of ours. TypeBox has some, but would take too long to find them along references.
  return isReferring(schema)
    ? 'arguments: expected a value that fits the schema'
    : Errors(schema, value)[1].map(said).join('\n');
};

const said = (error: { readonly instancePath: string; readonly message: string }): string =>
  `${error.instancePath === '' ? 'arguments' : error.instancePath.slice(1).replaceAll('/', '.')}: ${error.message}`;

/**
 * Copies JSON without `__proto__` keys. The prototype of its objects is `null` for validating (a validator that asks
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
