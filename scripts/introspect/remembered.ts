/** Returns what is known of a key, or makes it and remembers it as long as the key is in use. */
export const remembered = <K extends object, T>(known: WeakMap<K, T>, key: K, make: () => T): T => {
  const found = known.get(key);
  if (found !== undefined) return found;
  const made = make();
  known.set(key, made);
  return made;
};
