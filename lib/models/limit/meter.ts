import { allowance } from '../../chat/limit/allowance.ts';
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
