import type { ts } from 'ts-morph';
import { remembered } from '../remembered.ts';

/**
 * Remembers what is made of each node, as long as its checker is used: after a change there is another checker, because
 * the declarations that a name stands for may have changed.
 */
export const rememberedByChecker = <N extends ts.Node, T>(
  make: (checker: ts.TypeChecker, node: N) => T,
): ((checker: ts.TypeChecker, node: N) => T) => {
  const known = new WeakMap<ts.TypeChecker, WeakMap<N, T>>();
  return (checker, node) => {
    const made = remembered(known, checker, () => new WeakMap<N, T>());
    return remembered(made, node, () => make(checker, node));
  };
};
