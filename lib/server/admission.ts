import { Refusal } from './refusal.ts';

/** Counts a run that begins; what it returns counts it off again, once. @throws Refusal 429 where there are too many. */
export type Admit = (key: string | undefined) => () => void;

/** So many runs at once for one key; who has no key is not counted. */
export const admission = (limit: number): Admit => {
  const counts = new Map<string, number>();
  const add = (key: string, change: number): void => {
    const count = (counts.get(key) ?? 0) + change;
    if (count === 0) counts.delete(key);
    else counts.set(key, count);
  };
  return (key) => {
    if (key === undefined) return () => undefined;
    if ((counts.get(key) ?? 0) >= limit) {
      throw new Refusal(429, 'limit', `There are ${limit} answers under way already.`, { 'retry-after': '1' });
    }
    add(key, 1);
    let isOver = false;
    return () => {
      if (!isOver) add(key, -1);
      isOver = true;
    };
  };
};
