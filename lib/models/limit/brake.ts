import { MAX_WAIT, SwarmError } from '../../agent/errors.ts';

/** Holds requests while a server is busy. */
export interface Brake {
  /** Returns the milliseconds until a request may begin; 0 or less means at once. */
  wait(now: number): number;
  /** Takes what a request failed with. Returns whether that says that the server is busy. */
  press(error: unknown, now: number): boolean;
  /** Takes note that the server answers, and so is not busy. */
  release(): void;
}

/** Milliseconds to wait after a first refusal that names no time; it doubles with each refusal in a row, up to `MAX_WAIT`. */
const FIRST_WAIT = 1000;

/** Holds back all requests after one was told to wait: by a 429, or by a 503 that says how long. */
export const brake = (): Brake => {
  let until = -Infinity;
  let refusals = 0;
  return {
    wait: (now) => until - now,
    press(error, now) {
      if (!isBusy(error)) return false;
      const wait = error.retryAfter ?? FIRST_WAIT * 2 ** refusals++;
      until = Math.max(until, now + Math.min(wait, MAX_WAIT));
      return true;
    },
    release() {
      refusals = 0;
    },
  };
};

/** A 429 that no wait mends, such as a used-up quota, does not hold the others back. */
const isBusy = (error: unknown): error is SwarmError =>
  error instanceof SwarmError &&
  error.retryable !== false &&
  (error.status === 429 || (error.status === 503 && error.retryAfter !== undefined));
