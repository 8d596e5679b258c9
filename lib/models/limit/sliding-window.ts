/** Something that counts, at the moment it was begun. */
export interface Entry {
  readonly at: number;
  amount: number;
}

export interface SlidingWindow {
  /** Milliseconds until so much more fits; 0: it does. What is more than the whole limit fits once nothing else is counted. */
  wait(amount: number, now: number): number;
  /** Counts it from now on. */
  add(amount: number, now: number): Entry;
  /** What was counted turned out to be another amount. */
  correct(entry: Entry, amount: number): void;
}

const MINUTE = 60_000;

/**
 * At most so much in any sixty seconds. That is stricter than a bucket that fills steadily and than minutes of the clock,
 * so that what passes here is within the limit however a server counts.
 */
export const slidingWindow = (limit: number): SlidingWindow => {
  const entries: Entry[] = [];
  let sum = 0;

  const forget = (now: number): void => {
    const first = entries.findIndex(({ at }) => at > now - MINUTE);
    for (const { amount } of entries.splice(0, first < 0 ? entries.length : first)) sum -= amount;
  };

  return {
    wait(amount, now) {
      forget(now);
      let left = sum;
      if (left + amount <= limit) return 0;
      let wait = 0;
      for (const entry of entries) {
        left -= entry.amount;
        wait = entry.at + MINUTE - now;
        if (left + amount <= limit) break;
      }
      return wait;
    },
    add(amount, now) {
      const entry = { at: now, amount };
      entries.push(entry);
      sum += amount;
      return entry;
    },
    correct(entry, amount) {
      const isCounted = entry.at >= (entries[0]?.at ?? Infinity);
      if (isCounted) sum += amount - entry.amount;
      entry.amount = amount;
    },
  };
};
