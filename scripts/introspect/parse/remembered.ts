import type { ts } from 'ts-morph';

/**
 * Remembers what is made of each node, as long as its checker is used: after a change there is another checker, because
 * the declarations that a name stands for may have changed.
 */
export const rememberedByChecker = <N extends ts.Node, T>(
  make: (checker: ts.TypeChecker, node: N) => T,
): ((checker: ts.TypeChecker, node: N) => T) => {
  const known = new WeakMap<ts.TypeChecker, WeakMap<N, T>>();
  return (checker, node) => {
    const made = known.get(checker) ?? new WeakMap<N, T>();
    known.set(checker, made);
    return remembered(made, node, () => make(checker, node));
  };
};

/** Remembers what is made of each key. */
export const remembered = <K extends object, T>(known: WeakMap<K, T>, key: K, make: () => T): T => {
  const found = known.get(key);
  if (found !== undefined) return found;
  const made = make();
  known.set(key, made);
  return made;
};
