import type { Database } from '../database.ts';

const CITED = /\[([a-z]{2,6}-\d{2})\]/g;

/** Returns the ids that a text cites and no article has, each once. */
export const inventedCitations = (database: Database, text: string): readonly string[] =>
  [...new Set([...text.matchAll(CITED)].map(([, id = '']) => id))].filter(
    (id) => database.all('SELECT 1 FROM chunks WHERE article = ? LIMIT 1', id).length === 0,
  );
