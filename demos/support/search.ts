import type { Database } from './database.ts';
import { nearestWord } from './nearest-word.ts';
import { termsOf } from './terms.ts';

/** A part of an article that answers a question. */
export interface Passage {
  /** Id of the article, to be cited. */
  readonly article: string;
  readonly title: string;
  readonly text: string;
}

/** A word of the question as the index knows it, and how much it says. */
interface Term {
  readonly word: string;
  readonly weight: number;
  readonly articles: ReadonlySet<string>;
}

/** The share of a question's weight that an article must hold to fit. */
const FITS = 0.5;

/** The share of its weight that a corrected word keeps. */
const CORRECTED = 0.8;

/** Chunks that are ranked before those of one article are joined. */
const CANDIDATES = 24;

/** Titles count five times, customers' words three times as much as the text. */
const RANKED = `SELECT article, title, text FROM chunks WHERE chunks MATCH ?
  ORDER BY bm25(chunks, 5, 3, 1) LIMIT ${String(CANDIDATES)}`;

/** Returns the best passages of different articles, ranked by BM25. The list is empty when no article fits the question. */
export const search = (database: Database, question: string, limit = 3): readonly Passage[] => {
  const terms = termsOf(question).map((word) => termOf(database, word));
  const known = terms.filter(({ articles }) => articles.size > 0);
  if (known.length === 0) return [];
  const passages = database.all(
    RANKED,
    known.map(({ word }) => quoted(word)).join(' OR '),
  ) as unknown as readonly Passage[];
  const whole = sum(terms);
  return firstOfEach(passages)
    .filter(({ article }) => sum(known.filter(({ articles }) => articles.has(article))) >= FITS * whole)
    .slice(0, limit);
};

const termOf = (database: Database, typed: string): Term => {
  const all = Number(database.all('SELECT count(DISTINCT article) AS count FROM chunks')[0]?.['count']);
  const exact = articlesWith(database, typed);
  const word = exact.size > 0 ? typed : (nearestWord(typed, vocabularyOf(database)) ?? typed);
  const articles = word === typed ? exact : articlesWith(database, word);
  const weight = Math.log(1 + (all - articles.size + 0.5) / (articles.size + 0.5));
  return { word, articles, weight: word === typed ? weight : weight * CORRECTED };
};

const articlesWith = (database: Database, word: string): ReadonlySet<string> =>
  new Set(
    database
      .all('SELECT DISTINCT article FROM chunks WHERE chunks MATCH ?', quoted(word))
      .map(({ article }) => String(article)),
  );

const vocabularyOf = (database: Database): readonly string[] =>
  database.all('SELECT word FROM words').map(({ word }) => String(word));

/** A quoted word is a word to FTS5, whatever it is: `OR`, `NEAR` and `NOT` too. */
const quoted = (word: string): string => `"${word.replaceAll('"', '""')}"`;

const firstOfEach = (passages: readonly Passage[]): readonly Passage[] => {
  const best = new Map<string, Passage>();
  for (const passage of passages) if (!best.has(passage.article)) best.set(passage.article, passage);
  return [...best.values()];
};

const sum = (terms: readonly Term[]): number => terms.reduce((total, { weight }) => total + weight, 0);
