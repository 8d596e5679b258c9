import { MAX_WAIT } from '../../agent/errors.ts';
import { resetIn } from '../errors/retry-after.ts';
import { slidingWindow } from './sliding-window.ts';

/** The count of one request. */
export interface Count {
  /** Replaces the amount that was estimated. */
  correct(amount: number): void;
  /** Takes the server's own count from the headers of its response. */
  note(headers: Headers, now: number): void;
}

/** Counts requests or tokens. Moments are milliseconds of one monotonic clock. */
export interface Meter {
  /** Returns the milliseconds until this amount may begin; 0 or less means at once. */
  wait(amount: number, now: number): number;
  /** Counts an amount from now on. */
  begin(amount: number, now: number): Count;
}

/** Counts requests or tokens against the caller's limit and against the server's. */
export const meter = (kind: 'requests' | 'tokens', limit = Infinity): Meter => {
  const own = limit === Infinity ? undefined : slidingWindow(limit);
  const server = serverLimit(kind);
  return {
    wait: (amount, now) => Math.max(own?.wait(amount, now) ?? 0, server.wait(amount, now)),
    begin(amount, now) {
      const entry = own?.add(amount, now);
      const before = server.begin(amount);
      return {
        correct(real) {
          if (entry) own?.correct(entry, real);
        },
        note(headers, later) {
          server.note(headers, amount, before, later);
        },
      };
    },
  };
};

/** The amount that a server said is left, less the amount that was begun since. */
interface ServerLimit {
  /** Returns the milliseconds until this amount may begin; 0 means at once. */
  wait(amount: number, now: number): number;
  /** Counts an amount. Returns the count before it, which `note` takes back. */
  begin(amount: number): number;
  /** Takes the headers of a response. `before` is the count when its request began. */
  note(headers: Headers, amount: number, before: number, now: number): void;
}

/**
 * Reads the server's own count of what an account has left, which other programs use too: `x-ratelimit-remaining-*` and
 * `x-ratelimit-reset-*`. It was right when the request arrived, so the amount that began after that request comes off it.
 */
const serverLimit = (kind: 'requests' | 'tokens'): ServerLimit => {
  let begun = 0;
  let newest = -1;
  /** The amount that may have begun in all, and until when that holds. */
  let ceiling = Infinity;
  let until = -Infinity;
  return {
    wait: (amount, now) => (now >= until || begun + amount <= ceiling ? 0 : until - now),
    begin(amount) {
      const before = begun;
      begun += amount;
      return before;
    },
    note(headers, amount, before, now) {
      const remaining = Number.parseFloat(headers.get(`x-ratelimit-remaining-${kind}`) ?? '');
      // The header may name a moment, which is one of the wall clock.
      const reset = resetIn(headers.get(`x-ratelimit-reset-${kind}`), Date.now());
      // Responses overtake each other: the words of an older one are out of date.
      if (Number.isNaN(remaining) || reset === undefined || before < newest) return;
      newest = before;
      ceiling = before + amount + Math.max(remaining, 0);
      // A server that says "tomorrow" is asked again after a minute all the same.
      until = now + Math.min(Math.max(reset, 0), MAX_WAIT);
    },
  };
};
