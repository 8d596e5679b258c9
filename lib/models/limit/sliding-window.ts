/** An amount that is counted for a minute. */
export interface Entry {
  /** The moment from which it is counted, in milliseconds of the caller's clock. */
  readonly at: number;
  /** Requests or tokens. */
  amount: number;
}

/** Counts amounts over the last sixty seconds. */
export interface SlidingWindow {
  /** Returns the milliseconds until this amount fits. An amount above the whole limit fits once nothing else is counted. */
  wait(amount: number, now: number): number;
  /** Counts an amount from now on. */
  add(amount: number, now: number): Entry;
  /** Replaces an amount that was counted. */
  correct(entry: Entry, amount: number): void;
}

const MINUTE = 60_000;

/**
 * Keeps the sum of any sixty seconds within a limit. Servers that fill a bucket steadily or count by minutes of the clock allow
 * more, so the limit holds however a server counts.
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
