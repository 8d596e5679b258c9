import type { Limits } from './options.ts';
import { Refusal } from './refusal.ts';

/** Counts a run that begins; what it returns counts it off again, once. @throws Refusal 429 or 503 where there are too many. */
export type Admit = (key: string | undefined) => () => void;

/** So many runs at once for one key, and so many for all, whether they have a key or not. */
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
    if (key !== undefined && (counts.get(key) ?? 0) >= callerConcurrency) {
      throw new Refusal(429, 'limit', `There are ${callerConcurrency} answers under way already.`, LATER);
    }
    if (total >= runConcurrency)
      throw new Refusal(503, 'limit', 'The server answers as many as it can: try again.', LATER);
    add(key, 1);
    let isOver = false;
    return () => {
      if (!isOver) add(key, -1);
      isOver = true;
    };
  };
};

/** Seconds: runs end at any time. */
const LATER = { 'retry-after': '1' };
