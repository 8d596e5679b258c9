import type { BoundSchema } from './bound.ts';
import { own, type JsonObject } from './json.ts';
import { reviver } from './revive.ts';
import type { Revival } from './types.ts';

/** The parameters in their places: what was left out is undefined, so that the function's own default applies. */
export const spreader = (
  order: readonly string[],
  revive: Readonly<Record<string, Revival>>,
): BoundSchema['spread'] => {
  const revived = Object.keys(revive).length === 0 ? (value: unknown) => value : reviver(revive);
  return (value, given) => {
    const input = revived(value) as JsonObject;
    const injected = {
      contextVariables: given.contextVariables,
      // Made when it is asked for: most functions take none.
      get $signal() {
        return given.signal;
      },
      $call: given.call,
      $arguments: input,
      $undefined: undefined,
    };
    return order.flatMap((name) =>
      name.startsWith('...')
        ? ((own(input, name.slice(3)) ?? []) as readonly unknown[])
        : [Object.hasOwn(injected, name) ? own(injected, name) : own(input, name)],
    );
  };
};
