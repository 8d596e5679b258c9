import type { Static, TSchema } from 'typebox';
import { usageError } from '../agent/errors.ts';
import type { ObjectSchema } from '../agent/function-schema.ts';
import type { Output } from '../agent/output.ts';
import { isToolName } from '../messages/tool-name.ts';
import type { JsonSchema } from '../messages/types.ts';
import { toOutput } from '../output/to-output.ts';
import { isRecord } from '../util/is-record.ts';
import { checker } from './check.ts';
import { strictProblem } from './strict.ts';
import { objectProblem } from './well-formed.ts';
import { wire } from './to-endpoint.ts';

export interface OutputOptions {
  /** What the endpoint calls it, `^[a-zA-Z0-9_-]{1,64}$`. Default 'answer'. */
  readonly name?: string;
  /** Default: that of the schema. */
  readonly description?: string;
  /** Ask the endpoint for strict mode. Default: where the schema can hold it. */
  readonly strict?: boolean;
  /**
   * `'format'` asks with `response_format`; `'tool'` has the model call a function, for servers that know no such
   * format. Default 'format'.
   */
  readonly mode?: Output['mode'];
  /** How many times the model is asked again with what was wrong, from 0 up. Default 2. */
  readonly retries?: number;
}

/**
 * An output of a schema: TypeBox, or JSON Schema 2020-12, whose root is an object. What TypeScript makes of the schema
 * is the type of `response.output`; a type of one's own is named: `outputSchema<Person>(schema)`. Compiled at the first
 * answer.
 *
 * @throws SwarmError `usage` where the schema is not one that can be sent or checked.
 */
export function outputSchema<const S extends TSchema, T = Static<S>>(schema: S, options?: OutputOptions): Output<T>;
export function outputSchema<T>(schema: ObjectSchema, options?: OutputOptions): Output<T>;
export function outputSchema(given: object, options: OutputOptions = {}): Output {
  const schema = given as JsonSchema;
  const { name = 'answer', mode = 'format', retries = 2 } = options;
  assertSound(schema, { ...options, name, retries });
  const strict = options.strict ?? strictProblem(schema) === undefined;
  const description = options.description ?? schema['description'];
  return toOutput({
    name,
    ...(typeof description === 'string' && { description }),
    schema: wire(schema, strict),
    strict,
    mode,
    retries,
    check: checker({ accepts: schema, strict }),
  });
}

const strictWords = (schema: JsonSchema): string | undefined => {
  const problem = strictProblem(schema);
  return problem && `strict mode cannot hold: ${problem}; change it or leave strict out`;
};

const assertSound = (schema: JsonSchema, { name = '', retries, strict }: OutputOptions): void => {
  const problem =
    (isRecord(schema) ? objectProblem(schema, 'the schema') : `the schema must be an object, got ${typeof schema}`) ??
    (isToolName(name) ? undefined : `the name "${name}" must be 1 to 64 letters, digits, "_" or "-"`) ??
    (Number.isSafeInteger(retries) && Number(retries) >= 0
      ? undefined
      : `retries is ${String(retries)}: it must be a whole number from 0 up`) ??
    (strict === true ? strictWords(schema) : undefined);
  if (problem !== undefined) throw usageError(`outputSchema: ${problem}`);
};
