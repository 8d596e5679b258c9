import type { Static, TSchema } from 'typebox';
import { usageError } from '../agent/errors.ts';
import type { ObjectSchema } from '../agent/function-schema.ts';
import { refuseUnknown } from '../agent/known-options.ts';
import type { Output } from '../agent/output.ts';
import { isToolName } from '../messages/tool-name.ts';
import type { JsonSchema } from '../messages/types.ts';
import { toOutput } from '../output/to-output.ts';
import { isRecord } from '../util/is-record.ts';
import { show } from '../util/stringify.ts';
import { checker } from './check.ts';
import { strictProblem, structureProblem } from './strict.ts';
import { objectProblem } from './well-formed.ts';
import { toEndpoint } from './to-endpoint.ts';

/** Options of `outputSchema()`. */
export interface OutputOptions {
  /** The name of the schema in requests, `^[a-zA-Z0-9_-]{1,64}$`. Default: 'answer'. */
  readonly name?: string;
  /** Tells the model what the answer is. Default: the description of the schema. */
  readonly description?: string;
  /** True asks the endpoint for strict mode. Default: true if the schema allows it. */
  readonly strict?: boolean;
  /** `'format'` asks with `response_format`; `'tool'` has the model call a function, for servers without it. Default: 'format'. */
  readonly mode?: Output['mode'];
  /** How many times the model is told the problem and asked again, from 0 up. Default: 2. */
  readonly retries?: number;
}

/**
 * Makes an output of a schema: TypeBox, or JSON Schema 2020-12, with an object at its root. The type that TypeScript infers from
 * the schema is the type of `response.output`; name another with `outputSchema<Person>(schema)`. The schema is compiled at the
 * first answer.
 *
 * @throws SwarmError `usage` for a schema that cannot be sent or checked, such as one of Zod: the message says how to convert it.
 *
 * @example
 * ```ts
 * const person = outputSchema(Type.Object({ name: Type.String(), age: Type.Optional(Type.Number()) }));
 * swarm.extract(person, 'Ada is 36.').subscribe(({ name, age }) => console.log(name, age));
 * ```
 */
export function outputSchema<const S extends TSchema, T = Static<S>>(schema: S, options?: OutputOptions): Output<T>;
export function outputSchema<T>(schema: ObjectSchema, options?: OutputOptions): Output<T>;
export function outputSchema(given: object, options: OutputOptions = {}): Output {
  const schema = given as JsonSchema;
  refuseUnknown('outputSchema()', options, OPTIONS);
  const { name = 'answer', mode = 'format', retries = 2 } = options;
  assertSound(schema, { ...options, name, retries });
  const sent = toEndpoint(schema, options.strict ?? strictProblem(schema) === undefined);
  const description = options.description ?? schema['description'];
  return toOutput({
    name,
    ...(typeof description === 'string' && { description }),
    ...sent,
    mode,
    retries,
    check: checker({ accepts: schema, strict: sent.strict }),
  });
}

const OPTIONS: readonly (keyof OutputOptions)[] = ['name', 'description', 'strict', 'mode', 'retries'];

const strictWords = (schema: JsonSchema): string | undefined => {
  const problem = structureProblem(schema);
  return problem && `strict mode cannot hold: ${problem}; change it or leave strict out`;
};

const assertSound = (schema: JsonSchema, { name = '', retries, strict, mode = 'format' }: OutputOptions): void => {
  const problem =
    (isRecord(schema) || typeof schema === 'function'
      ? objectProblem(schema, 'the schema')
      : `the schema must be an object, got ${typeof schema}`) ??
    (isToolName(name) ? undefined : `the name "${name}" must be 1 to 64 letters, digits, "_" or "-"`) ??
    (Number.isSafeInteger(retries) && Number(retries) >= 0
      ? undefined
      : `retries is ${String(retries)}: it must be a whole number from 0 up`) ??
    (['format', 'tool'].includes(mode) ? undefined : `mode is ${show(mode)}: it must be 'format' or 'tool'`) ??
    (strict === true ? strictWords(schema) : undefined);
  if (problem !== undefined) throw usageError(`outputSchema: ${problem}`);
};
