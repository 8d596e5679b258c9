import type { Delta } from '../../messages/types.ts';

/** Returns the deltas of a whole answer as one: texts and lists grow, any other value is replaced. */
export const joinedDeltas = (deltas: readonly (Delta | undefined)[]): Delta => {
  const sum: Record<string, unknown> = {};
  for (const [name, value] of deltas.flatMap((delta) => Object.entries(delta ?? {}))) {
    const before = sum[name];
    if (typeof before === 'string') sum[name] = before + String(value);
    else sum[name] = Array.isArray(before) ? [...(before as unknown[]), ...(value as unknown[])] : value;
  }
  return sum;
};
