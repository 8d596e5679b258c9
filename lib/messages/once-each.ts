const MADE = Symbol('made');

/** Holds what was made of the items of several lists, by the function that made it. */
export type Made = Map<unknown, WeakMap<object, unknown>>;

/** Lets lists, such as the messages of each turn of a run, share what is made of their items. Returns the list. */
export const sharing = <L extends object>(list: L, made: Made): L => Object.defineProperty(list, MADE, { value: made });

/**
 * Returns a function that makes something of an item, once for all lists that share it, because a long run sends its messages
 * again each turn. Items of any other list, such as one that a chat model around a chat model has changed, are made anew.
 */
export const onceEach = <T extends object, R>(list: readonly T[], make: (item: T) => R): ((item: T) => R) => {
  const made = (list as { readonly [MADE]?: Made })[MADE];
  if (made === undefined) return make;
  const known = (made.get(make) ?? new WeakMap()) as WeakMap<T, { readonly result: R }>;
  made.set(make, known);
  return (item) => {
    const before = known.get(item);
    if (before) return before.result;
    const result = make(item);
    known.set(item, { result });
    return result;
  };
};
