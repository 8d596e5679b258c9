/** Whether two values hold the same: own enumerable properties, however deep. Functions and dates by identity. */
export const deepEqual = (left: unknown, right: unknown): boolean => {
  if (Object.is(left, right)) return true;
  if (!isObject(left) || !isObject(right)) return false;
  const keys = Object.keys(left).filter((key) => left[key] !== undefined);
  const others = Object.keys(right).filter((key) => right[key] !== undefined);
  return (
    Array.isArray(left) === Array.isArray(right) &&
    sameError(left, right) &&
    keys.length === others.length &&
    keys.every((key) => Object.hasOwn(right, key) && deepEqual(left[key], right[key]))
  );
};

/** An error's message is no enumerable property. */
const sameError = (left: object, right: object): boolean =>
  left instanceof Error || right instanceof Error
    ? left instanceof Error && right instanceof Error && left.name === right.name && left.message === right.message
    : true;

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;
