/**
 * Tables of the help centre. The checks hold whatever a function lets through: a line break in a subject or in an
 * address would be a header of its own. The chunks are a full-text index: SQLite's FTS5, with English word
 * stems.
 */
export const SCHEMA = `
  CREATE TABLE IF NOT EXISTS corpus (digest TEXT NOT NULL);
  CREATE TABLE IF NOT EXISTS words (word TEXT PRIMARY KEY) WITHOUT ROWID;
  CREATE VIRTUAL TABLE IF NOT EXISTS chunks
    USING fts5(title, words, text, article UNINDEXED, tokenize = 'porter unicode61 remove_diacritics 2');
  CREATE TABLE IF NOT EXISTS vectors (
    chunk INTEGER NOT NULL, model TEXT NOT NULL, vector BLOB NOT NULL, PRIMARY KEY (chunk, model)
  ) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS tickets (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    key TEXT NOT NULL UNIQUE,
    subject TEXT NOT NULL CHECK (length(subject) BETWEEN 3 AND 120 AND instr(subject, char(10)) + instr(subject, char(13)) = 0),
    description TEXT NOT NULL CHECK (length(description) BETWEEN 3 AND 4000),
    priority TEXT NOT NULL CHECK (priority IN ('low', 'normal', 'high'))
  );
  CREATE TABLE IF NOT EXISTS outbox (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    key TEXT NOT NULL UNIQUE,
    recipient TEXT NOT NULL CHECK (length(recipient) BETWEEN 6 AND 254 AND recipient NOT GLOB '*[^!-~]*' AND recipient NOT GLOB '*[,;<>]*'),
    subject TEXT NOT NULL CHECK (length(subject) BETWEEN 3 AND 120 AND instr(subject, char(10)) + instr(subject, char(13)) = 0),
    body TEXT NOT NULL CHECK (length(body) BETWEEN 3 AND 8000)
  );`;
