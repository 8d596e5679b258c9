import { phrases } from './phrases.ts';

/** Words that speak for a step: clear ones count two, hints count one. */
export interface Leaning<Step extends string> {
  readonly step: Step;
  readonly clear: RegExp;
  readonly hints: RegExp;
}

/** Fewer points are a guess. */
const ENOUGH = 2;

export const leaning = <Step extends string>(step: Step, clear: string, hints: string): Leaning<Step> => ({
  step,
  clear: phrases(clear),
  hints: phrases(hints),
});

/** Returns the step that most of the words speak for, the first of two with equally many. */
export const mostLikely = <Step extends string>(text: string, leanings: readonly Leaning<Step>[]): Step | undefined =>
  leanings.reduce<{ readonly points: number; readonly step?: Step }>(
    (best, { step, clear, hints }) => {
      const points = 2 * count(text, clear) + count(text, hints);
      return points > best.points ? { points, step } : best;
    },
    { points: ENOUGH - 1 },
  ).step;

/** Counts different words, so that a word said twice is no better reason. */
const count = (text: string, pattern: RegExp): number =>
  new Set([...text.matchAll(new RegExp(pattern, 'giu'))].map(([word]) => word.toLowerCase())).size;
