/** Counts what comes again: how often an id has been there in the milliseconds since it first was, this time left out. */
export const lately = (milliseconds: number): ((id: string) => number) => {
  // In the order in which they came: what is forgotten stands in front.
  const seen = new Map<string, { readonly since: number; count: number }>();
  return (id) => {
    const now = performance.now();
    for (const [old, { since }] of seen) {
      if (now - since < milliseconds) break;
      seen.delete(old);
    }
    const known = seen.get(id);
    if (known) return ++known.count;
    seen.set(id, { since: now, count: 0 });
    return 0;
  };
};
