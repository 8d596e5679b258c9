/** Returns true if a value comes back from JSON as it was. Dates, maps and objects with behaviour do not. */
export const isCarriable = (value: unknown): boolean => {
  try {
    JSON.stringify(value);
    return isPlain(value);
  } catch {
    return false;
  }
};

const isPlain = (value: unknown): boolean => {
  if (typeof value !== 'object' || value === null) return !['function', 'symbol'].includes(typeof value);
  const prototype: unknown = Object.getPrototypeOf(value);
  const isData = Array.isArray(value) || prototype === null || Object.getPrototypeOf(prototype) === null;
  return isData && Object.values(value).every(isPlain);
};
