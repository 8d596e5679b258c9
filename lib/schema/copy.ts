import type { JsonObject } from './json.ts';

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
