import { readArticles, type Article } from './article.ts';
import { openDatabase, type Database } from '../database.ts';
import { indexArticles } from './index-articles.ts';
import { SCHEMA } from './schema.ts';

/** Opens a help centre's database, and brings its index up to date. */
export const openHelpCentre = (file: string, articles: readonly Article[] = readArticles()): Database => {
  const database = openDatabase(file);
  database.exec(SCHEMA);
  indexArticles(database, articles);
  return database;
};

let opened: Database | undefined;

/** The database of this process, opened at its first use: the file that `SUPPORT_DB` names, else one in memory. */
export const helpCentre = (): Database => (opened ??= openHelpCentre(process.env['SUPPORT_DB'] || ':memory:'));
