import { SwarmError } from '../../agent/errors.ts';

export interface Brake {
  /** Milliseconds until anything may begin; 0 or less: it may. */
  wait(now: number): number;
  /** Takes what a request failed with; true if it says that the server is busy. */
  press(error: unknown, now: number): boolean;
  /** A server that answers is not busy. */
  release(): void;
}

/** Milliseconds: the wait after a first refusal that names none; it doubles with each in a row, up to the longest. */
const FIRST = 1000;
const LONGEST = 60_000;

/** One request that is told to wait holds all: a 429, or a 503 that says for how long. */
export const brake = (): Brake => {
  let until = -Infinity;
  let refusals = 0;
  return {
    wait: (now) => until - now,
    press(error, now) {
      if (!isBusy(error)) return false;
      const wait = error.retryAfter ?? FIRST * 2 ** refusals++;
      until = Math.max(until, now + Math.min(wait, LONGEST));
      return true;
    },
    release() {
      refusals = 0;
    },
  };
};

const isBusy = (error: unknown): error is SwarmError =>
  error instanceof SwarmError && (error.status === 429 || (error.status === 503 && error.retryAfter !== undefined));
