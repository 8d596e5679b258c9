const KEPT = Symbol('kept');

/**
 * Holds what wires keep from one turn to the next, by a key of theirs: the JSON of the messages that a run has sent, the JSON of an
 * agent's tools.
 */
export type Kept = Map<unknown, unknown>;

/** Lets lists share what wires keep of them. Returns the list. */
export const sharing = <L extends object>(list: L, kept: Kept): L => Object.defineProperty(list, KEPT, { value: kept });

/**
 * Returns what is kept of a list under a key, made by `make` the first time. Any other list, such as one that a chat model
 * around a chat model has changed, has nothing kept: there it is made each time.
 */
export const keptOf = <T>(list: object, key: unknown, make: () => T): T => {
  const kept = (list as { readonly [KEPT]?: Kept })[KEPT];
  if (kept === undefined) return make();
  if (!kept.has(key)) kept.set(key, make());
  return kept.get(key) as T;
};
