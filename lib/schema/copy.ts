import type { JsonObject } from './json.ts';

const entries = (value: JsonObject, prototype: object | null): [string, unknown][] =>
  Object.entries(value)
    .filter(([key]) => key !== '__proto__')
    .map(([key, inner]) => [key, copy(inner, prototype)]);

/**
 * JSON, copied, without `__proto__` keys. The prototype of its objects is `null` for validating (a validator that asks
 * `'toString' in value` finds what was sent, not what was inherited) and `Object.prototype` for calling.
 */
export const copy = (value: unknown, prototype: object | null): unknown => {
  if (Array.isArray(value)) return value.map((item) => copy(item, prototype));
  if (typeof value !== 'object' || value === null) return value;
  const copied = Object.create(prototype) as Record<string, unknown>;
  for (const [key, inner] of entries(value as JsonObject, prototype)) copied[key] = inner;
  return copied;
};
