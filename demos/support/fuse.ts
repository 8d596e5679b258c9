import type { Ranked } from './search.ts';

/** Softens the difference between the first ranks; 60 is the usual value. */
const SOFT = 60;

/** Joins rankings by reciprocal ranks, so that scores of different kinds need not be compared. */
export const fuse = (...rankings: readonly (readonly Ranked[])[]): readonly Ranked[] => {
  const fused = new Map<string, Ranked>();
  for (const ranking of rankings)
    ranking.forEach((passage, rank) => {
      const { score = 0 } = fused.get(passage.article) ?? {};
      fused.set(passage.article, { ...(fused.get(passage.article) ?? passage), score: score + 1 / (SOFT + rank) });
    });
  return [...fused.values()].toSorted((a, b) => b.score - a.score);
};
