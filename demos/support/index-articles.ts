import { createHash } from 'node:crypto';
import type { Article } from './article.ts';
import { chunksOf } from './chunk.ts';
import type { Database } from '../database.ts';

/** Writes the articles into the index, in one transaction, unless the index holds exactly these. */
export const indexArticles = (database: Database, articles: readonly Article[]): void => {
  const digest = createHash('sha256').update(JSON.stringify(articles)).digest('hex');
  database.transaction(() => {
    if (database.all('SELECT digest FROM corpus WHERE digest = ?', digest).length > 0) return;
    database.exec('DELETE FROM corpus; DELETE FROM chunks; DELETE FROM vectors; DELETE FROM words;');
    articles.forEach((article) => {
      write(database, article);
    });
    database.run('INSERT INTO corpus VALUES (?)', digest);
  });
};

const write = (database: Database, { id, title, words, text }: Article): void => {
  for (const chunk of chunksOf(text))
    database.run('INSERT INTO chunks (title, words, text, article) VALUES (?, ?, ?, ?)', title, words, chunk, id);
  for (const word of `${title} ${words} ${text}`.toLowerCase().match(/\p{L}{4,}/gu) ?? [])
    database.run('INSERT OR IGNORE INTO words VALUES (?)', word);
};
