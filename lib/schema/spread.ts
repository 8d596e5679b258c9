import type { BoundSchema, Revival } from '../agent/function-schema.ts';
import { type JsonObject, own } from './json.ts';
import { reviver } from './revive.ts';

type Injected = Parameters<BoundSchema['spread']>[1];

/** Returns the value of a place: one that is injected, or the argument of that name. */
const parameter = (name: string, input: JsonObject, given: Injected): unknown => {
  switch (name) {
    case 'contextVariables':
      return given.contextVariables;
    case '$signal':
      return given.signal;
    case '$call':
      return given.call;
    case '$arguments':
      return input;
    case '$undefined':
      return undefined;
    default:
      return own(input, name);
  }
};

/** Returns a function that puts arguments into their places. One that was left out is `undefined`, so that the default applies. */
export const spreader = (
  order: readonly string[],
  revive: Readonly<Record<string, Revival>>,
): BoundSchema['spread'] => {
  const revived = Object.keys(revive).length === 0 ? (value: unknown) => value : reviver(revive);
  return (value, given) => {
    const input = revived(value) as JsonObject;
    return order.flatMap((name) =>
      name.startsWith('...')
        ? ((own(input, name.slice(3)) ?? []) as readonly unknown[])
        : [parameter(name, input, given)],
    );
  };
};
