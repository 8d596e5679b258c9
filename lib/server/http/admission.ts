import type { Limits } from './options.ts';
import { Refusal } from './refusal.ts';

/** Counts a run of this caller. Returns the function that counts it off, once. @throws Refusal 429 or 503. */
export type Admit = (key: string | undefined) => () => void;

/** Bounds the runs under way: `callerConcurrency` for one key, `runConcurrency` for all callers, with or without a key. */
export const admission = ({
  callerConcurrency,
  runConcurrency,
}: Pick<Required<Limits>, 'callerConcurrency' | 'runConcurrency'>): Admit => {
  const counts = new Map<string, number>();
  let total = 0;
  const add = (key: string | undefined, change: number): void => {
    total += change;
    if (key === undefined) return;
    const count = (counts.get(key) ?? 0) + change;
    if (count === 0) counts.delete(key);
    else counts.set(key, count);
  };
  return (key) => {
    if (key !== undefined && (counts.get(key) ?? 0) >= callerConcurrency) throw callerIsBusy(callerConcurrency);
    if (total >= runConcurrency) throw serverIsBusy();
    add(key, 1);
    let isReleased = false;
    return () => {
      if (!isReleased) add(key, -1);
      isReleased = true;
    };
  };
};

/** Seconds. Runs end at any time, so a client may soon try again. */
const RETRY_SOON = { 'retry-after': '1' };

const callerIsBusy = (limit: number): Refusal =>
  new Refusal(429, 'limit', `Too Many Requests: ${limit} runs of this caller are under way.`, RETRY_SOON);

const serverIsBusy = (): Refusal =>
  new Refusal(503, 'limit', 'Service Unavailable: the server runs as many requests as it can.', RETRY_SOON);
