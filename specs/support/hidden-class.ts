import { setFlagsFromString } from 'node:v8';
import { runInThisContext } from 'node:vm';

/** Returns whether V8 gives both objects the same hidden class, so that code optimised for one fits the other. */
export const haveSameHiddenClass = (left: object | undefined, right: object | undefined): boolean => {
  if (left === undefined || right === undefined) throw new Error('There are no two objects to compare.');
  // Allowed in each comparison, because V8 may compile the function again.
  setFlagsFromString('--allow-natives-syntax');
  try {
    const compare = runInThisContext('(left, right) => %HaveSameMap(left, right)') as (
      one: object,
      other: object,
    ) => boolean;
    return compare(left, right);
  } finally {
    setFlagsFromString('--no-allow-natives-syntax');
  }
};
