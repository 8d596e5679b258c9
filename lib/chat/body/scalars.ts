/* What the fields of a chunk may be. `''`, null and absent are the same to whoever reads them. */

export const isAbsent = (value: unknown): value is null | undefined => value === undefined || value === null;

export const isText = (value: unknown): value is string | null | undefined =>
  typeof value === 'string' || isAbsent(value);

export const isIndex = (value: unknown): value is number | null | undefined =>
  isAbsent(value) || (Number.isSafeInteger(value) && Number(value) >= 0);

/** An index as it should be: `"0"` is one; `"__proto__"`, `-1` and `0.5` are none. */
export const toIndex = (value: unknown): number | undefined => {
  const index = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;
  return isIndex(index) ? (index ?? undefined) : undefined;
};
