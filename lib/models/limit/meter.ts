import { MAX_WAIT } from '../../agent/errors.ts';
import { resetIn } from '../errors/retry-after.ts';
import { slidingWindow } from './sliding-window.ts';

/** What a request was counted with. */
export interface Count {
  /** It was another amount. */
  correct(amount: number): void;
  /** The server told its own count. */
  note(headers: Headers, now: number): void;
}

export interface Meter {
  /** Milliseconds until so much may begin; 0 or less: it may. */
  wait(amount: number, now: number): number;
  begin(amount: number, now: number): Count;
}

/** Counts requests or tokens against the limit the caller set and the one the server tells. */
export const meter = (kind: 'requests' | 'tokens', limit = Infinity): Meter => {
  const own = limit === Infinity ? undefined : slidingWindow(limit);
  const server = allowance(kind);
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

/** What a server said is left, less what was begun since. */
export interface Allowance {
  /** Milliseconds until so much may begin; 0: it may. */
  wait(amount: number, now: number): number;
  /** Counts what begins now; gives the count before it, which `note` takes back. */
  begin(amount: number): number;
  /** Takes what the headers of an answer say. `before` is what was counted when its request began. */
  note(headers: Headers, amount: number, before: number, now: number): void;
}

/**
 * The server's own count of what an account has left, shared with whoever else uses it: `x-ratelimit-remaining-*` and
 * `x-ratelimit-reset-*`. It stood when the request arrived, so what began after that request comes off it.
 */
export const allowance = (kind: 'requests' | 'tokens'): Allowance => {
  let begun = 0;
  let newest = -1;
  /** How much may have begun in all, and until when that holds. */
  let ceiling = Infinity;
  let until = 0;
  return {
    wait: (amount, now) => (now >= until || begun + amount <= ceiling ? 0 : until - now),
    begin(amount) {
      const before = begun;
      begun += amount;
      return before;
    },
    note(headers, amount, before, now) {
      const remaining = Number.parseFloat(headers.get(`x-ratelimit-remaining-${kind}`) ?? '');
      const reset = resetIn(headers.get(`x-ratelimit-reset-${kind}`), Date.now());
      // Answers overtake each other: what an older request was told is out of date.
      if (Number.isNaN(remaining) || reset === undefined || before < newest) return;
      newest = before;
      ceiling = before + amount + Math.max(remaining, 0);
      // A server that says "tomorrow" is asked again after a minute all the same.
      until = now + Math.min(Math.max(reset, 0), MAX_WAIT);
    },
  };
};
