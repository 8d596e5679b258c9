/**
 * Returns true for two values with equal own enumerable properties at any depth. Functions and dates are compared by identity.
 * `node:util` has the same for Node, and this works in browsers too.
 */
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

/** Compares errors, whose name and message are not enumerable. */
const sameError = (left: object, right: object): boolean =>
  left instanceof Error || right instanceof Error
    ? left instanceof Error && right instanceof Error && left.name === right.name && left.message === right.message
    : true;

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;
