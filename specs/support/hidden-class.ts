import { setFlagsFromString } from 'node:v8';
import { runInThisContext } from 'node:vm';

type Compare = (left: object | undefined, right: object | undefined) => boolean;

const compiled = (): Compare => {
  setFlagsFromString('--allow-natives-syntax');
  const compare = runInThisContext('(left, right) => %HaveSameMap(left, right)') as Compare;
  // Compiled when it is first called, which has to be while this is allowed.
  compare({}, {});
  setFlagsFromString('--no-allow-natives-syntax');
  return compare;
};

/** Whether V8 describes both objects by one hidden class, so that code which has seen the one knows the other. */
export const haveSameHiddenClass = compiled();
