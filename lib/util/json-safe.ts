/** Whether a value comes back as it was from JSON. Dates, maps and what has behaviour come back as something else. */
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
