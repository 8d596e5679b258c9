import type { Database } from '../database.ts';
import { nearestWord } from './nearest-word.ts';
import { termsOf } from './terms.ts';

/** A part of an article that answers a question. */
export interface Passage {
  /** Id of the article, to be cited. */
  readonly article: string;
  readonly title: string;
  readonly text: string;
}

export interface Ranked extends Passage {
  /** Higher is better. */
  readonly score: number;
}

/** The passages that are most like a question, one an article, best first. */
export interface Ranking {
  readonly passages: readonly Ranked[];
  /** False when the passages have words of the question by chance only. */
  readonly fits: boolean;
}

/** A word of the question as the index knows it, and how much it says. */
interface Term {
  readonly word: string;
  readonly weight: number;
  readonly articles: ReadonlySet<string>;
}

/** The evidence for an article: more than half of what the question says, or a score that chance does not reach. */
const FITS = { coverage: 0.51, score: 9 };

/** The share of its weight that a corrected word keeps. */
const CORRECTED = 0.8;

/** Chunks that are ranked before the chunks of one article are joined. */
const CANDIDATES = 48;

/**
 * Titles count five times, customers' words three times as much as the text. FTS5 gives better ranks lower numbers.
 * `inside` ranks the chunks of one article, which have title and words in common.
 */
const RANKED = `SELECT article, title, text, -bm25(chunks, 5, 3, 1) AS score, -bm25(chunks, 0, 0, 1) AS inside
  FROM chunks WHERE chunks MATCH ?
  ORDER BY score DESC LIMIT ${String(CANDIDATES)}`;

/** Ranks the passages for a question by BM25. */
export const search = (database: Database, question: string): Ranking => {
  const terms = termsOf(question).map((word) => termOf(database, word));
  const passages = ranked(database, terms);
  const fits = passages
    .slice(0, 3)
    .some(({ article, score }) => score >= FITS.score || coverage(terms, article) >= FITS.coverage);
  return { passages, fits };
};

interface Chunk extends Ranked {
  readonly inside: number;
}

const ranked = (database: Database, terms: readonly Term[]): readonly Ranked[] => {
  const known = terms.filter(({ articles }) => articles.size > 0).map(({ word }) => quoted(word));
  if (known.length === 0) return [];
  const chunks = database.all(RANKED, known.join(' OR ')) as unknown as readonly Chunk[];
  return firstOfEach(chunks).map(({ article, title, score }) => ({
    article,
    title,
    text: chunks.filter((chunk) => chunk.article === article).reduce(better).text,
    score,
  }));
};

const better = (a: Chunk, b: Chunk): Chunk => (b.inside > a.inside ? b : a);

/** The share of a question's weight that the words of an article have. */
const coverage = (terms: readonly Term[], article: string): number =>
  sum(terms.filter(({ articles }) => articles.has(article))) / sum(terms);

const sum = (terms: readonly Term[]): number => terms.reduce((total, { weight }) => total + weight, 0);

const termOf = (database: Database, typed: string): Term => {
  const exact = articlesWith(database, typed);
  const word = exact.size > 0 ? typed : (nearestWord(typed, vocabularyOf(database)) ?? typed);
  const articles = word === typed ? exact : articlesWith(database, word);
  return { word, articles, weight: rarity(database, articles.size) * (word === typed ? 1 : CORRECTED) };
};

/** The weight that BM25 gives to a word: the fewer articles have it, the more it says. */
const rarity = (database: Database, having: number): number => {
  const all = Number(database.all('SELECT count(DISTINCT article) AS count FROM chunks')[0]?.['count']);
  return Math.log(1 + (all - having + 0.5) / (having + 0.5));
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

/** Keeps the best passage of each article. */
export const firstOfEach = <P extends Passage>(passages: readonly P[]): readonly P[] => {
  const best = new Map<string, P>();
  for (const passage of passages) if (!best.has(passage.article)) best.set(passage.article, passage);
  return [...best.values()];
};
