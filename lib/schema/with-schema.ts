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
import { checker } from './check.ts';
import { group } from './json.ts';
import { spreader } from './spread.ts';
import { assertWellFormed } from './well-formed.ts';
import { wire } from './to-endpoint.ts';

/**
 * Binds a schema to a function and returns that same function, so that a model may call it. `schema` is a
 * `FunctionSchema`, or an object schema alone: `withSchema(refund, Type.Object({ id: Type.String() }))` or plain JSON
 * Schema. What `rxswarm introspect` writes is this, by hand it is for what no signature can say.
 * @throws a usage error where the schema is not one that can be sent or checked.
 */
export const withSchema = <F extends AnyFunction>(fn: F, schema: FunctionSchema | ObjectSchema): F => {
  if (typeof fn !== 'function') throw usageError(`withSchema: the first argument must be a function, got ${typeof fn}`);
  if (!isRecord(schema))
    throw usageError(`withSchema: the schema of "${fn.name}" must be an object, got ${typeof schema}`);
  const value = bind(fn, isParameters(schema) ? { parameters: schema } : schema);
  if (!Object.isExtensible(fn))
    throw usageError(`withSchema: "${fn.name}" is frozen; bind its schema before freezing it`);
  return Object.defineProperty(fn, SCHEMA, { value, configurable: true });
};

/** An object schema says so itself; no field of a `FunctionSchema` is called `type`. */
const isParameters = (schema: FunctionSchema | ObjectSchema): schema is ObjectSchema => 'type' in schema;

const bind = (fn: AnyFunction, schema: FunctionSchema): BoundSchema => {
  const { name = fn.name, strict = false, revive = {} } = schema;
  const parameters = (schema.parameters ?? NO_PARAMETERS) as JsonSchema;
  assertWellFormed({ ...schema, name });
  const order = schema.order ?? Object.keys(group(parameters, 'properties'));
  let sent: JsonSchema | undefined;
  return {
    ...schema,
    name,
    strict,
    order,
    get parameters() {
      return (sent ??= wire(parameters, strict));
    },
    check: checker({ accepts: (schema.accepts as JsonSchema | undefined) ?? parameters, strict }),
    spread: spreader(order, revive),
  };
};
