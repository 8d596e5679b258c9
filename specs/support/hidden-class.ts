import { setFlagsFromString } from 'node:v8';
import { runInThisContext } from 'node:vm';

/** Whether V8 describes both objects by one hidden class, so that code which has seen the one knows the other. */
export const haveSameHiddenClass = (left: object | undefined, right: object | undefined): boolean => {
  if (left === undefined || right === undefined) throw new Error('There are no two objects to compare.');
  // Allowed at each comparison: V8 may compile the function anew.
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
