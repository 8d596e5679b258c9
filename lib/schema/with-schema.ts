import { usageError } from '../agent/errors.ts';
import {
  type AnyFunction,
  type BoundSchema,
  type FunctionSchema,
  NO_PARAMETERS,
  type ObjectSchema,
  SCHEMA,
} from '../agent/function-schema.ts';
import type { JsonSchema } from '../messages/types.ts';
import { isRecord } from '../util/is-record.ts';
import { answerProblem } from './ask.ts';
import { checker } from './check.ts';
import { foreignProblem } from './foreign.ts';
import { group } from './json.ts';
import { spreader } from './spread.ts';
import { assertWellFormed } from './well-formed.ts';
import { toEndpoint, type Sent } from './to-endpoint.ts';

/**
 * Binds a schema to a function and returns that same function, so that a model may call it. `schema` is a `FunctionSchema`, or the
 * object schema of its parameters alone, made by TypeBox or plain JSON Schema. `rxswarm introspect` writes this call; write it by
 * hand for rules that no signature can say.
 *
 * @throws SwarmError `usage` for a schema that cannot be sent or checked, such as one of Zod: the message says how to convert it.
 *
 * @example
 * ```ts
 * const search = withSchema((text: string) => `nothing about ${text}`, {
 *   name: 'search',
 *   parameters: { type: 'object', properties: { text: { type: 'string', minLength: 2 } }, required: ['text'] },
 * });
 * ```
 */
export const withSchema = <F extends AnyFunction>(fn: F, schema: FunctionSchema | ObjectSchema): F => {
  if (typeof fn !== 'function') throw usageError(`withSchema: the first argument must be a function, got ${typeof fn}`);
  const foreign = isRecord(schema) || typeof schema === 'function' ? foreignProblem(schema) : undefined;
  if (foreign !== undefined) throw usageError(`withSchema: the schema of "${fn.name}" ${foreign}`);
  if (!isRecord(schema))
    throw usageError(`withSchema: the schema of "${fn.name}" must be an object, got ${typeof schema}`);
  const value = bind(fn, isParameters(schema) ? { parameters: schema } : schema);
  if (!Object.isExtensible(fn))
    throw usageError(`withSchema: "${fn.name}" is frozen; bind its schema before freezing it`);
  return Object.defineProperty(fn, SCHEMA, { value, configurable: true });
};

/** Tells an object schema by its type, because no field of a `FunctionSchema` has that name. */
const isParameters = (schema: FunctionSchema | ObjectSchema): schema is ObjectSchema => 'type' in schema;

const bind = (fn: AnyFunction, schema: FunctionSchema): BoundSchema => {
  const { name = fn.name, strict = false, revive = {} } = schema;
  const parameters = (schema.parameters ?? NO_PARAMETERS) as JsonSchema;
  assertWellFormed({ ...schema, name });
  const order = schema.order ?? Object.keys(group(parameters, 'properties'));
  let sent: Sent | undefined;
  // At the first use, because most functions of a program are never called.
  const sending = (): Sent => (sent ??= toEndpoint(parameters, strict));
  return {
    ...schema,
    name,
    order,
    get strict() {
      return sending().strict;
    },
    get parameters() {
      return sending().schema;
    },
    check: checker({ accepts: (schema.accepts as JsonSchema | undefined) ?? parameters, strict }),
    answerProblem,
    spread: spreader(order, revive),
  };
};
