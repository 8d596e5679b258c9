import { map, type Observable } from 'rxjs';
import type { Database } from '../database.ts';
import type { Embedder } from './embedder.ts';
import { fuse } from './fuse.ts';
import { search, type Passage, type Ranking } from './search.ts';
import { searchVectors } from './vectors.ts';

/** Passages that are returned: more would be noise to a model. */
const MOST = 3;

/** A passage is left out below this share of the best score. */
const NEAR_BEST = 0.5;

/** Returns the best passages of different articles by their words. The list is empty when no article fits. */
export const findByWords = (database: Database, question: string): readonly Passage[] =>
  bestOf(search(database, question));

/** Emits the best passages by words and vectors together. The list is empty when no article fits by either. */
export const findByBoth = (database: Database, embedder: Embedder, question: string): Observable<readonly Passage[]> =>
  searchVectors(database, embedder, question).pipe(
    map((byVectors) => {
      const byWords = search(database, question);
      const passages = fuse(byWords.passages, byVectors.passages);
      return bestOf({ passages, fits: byWords.fits || byVectors.fits });
    }),
  );

const bestOf = ({ passages, fits }: Ranking): readonly Passage[] => {
  const least = NEAR_BEST * (passages[0]?.score ?? 0);
  return fits
    ? passages
        .slice(0, MOST)
        .filter(({ score }) => score >= least)
        .map(({ article, title, text }) => ({ article, title, text }))
    : [];
};
