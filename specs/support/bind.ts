import type { AnyFunction } from 'rxswarm';
import { SCHEMA, type BoundSchema, type CheckedArguments } from '../../lib/agent/function-schema.ts';

/** Binds a schema without a validator, so that specs of the loop need none. Parameters are passed in the order given. */
export const bind = <F extends AnyFunction>(
  fn: F,
  order: readonly string[],
  more: Partial<BoundSchema> & {
    readonly wrong?: (value: Readonly<Record<string, unknown>>) => string | undefined;
  } = {},
): F => {
  const { wrong, ...schema } = more;
  const check = (input: unknown): CheckedArguments => {
    const value = input as Readonly<Record<string, unknown>>;
    const problem = wrong?.(value);
    return problem === undefined ? { value } : { problem };
  };
  const bound: BoundSchema = {
    name: fn.name,
    strict: false,
    parameters: { type: 'object', properties: Object.fromEntries(order.map((key) => [key, {}])) },
    order,
    check,
    answerProblem: () => undefined,
    spread: (value, { contextVariables, signal }) =>
      order.map((key) => (key === 'contextVariables' ? contextVariables : key === '$signal' ? signal : value[key])),
    ...schema,
  };
  return Object.assign(fn, { [SCHEMA]: bound });
};
