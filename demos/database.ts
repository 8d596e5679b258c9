import Libsql from 'libsql';

/** A value that a statement takes for a `?`. A boolean would end the process: libsql panics on it. */
export type Value = string | number | Uint8Array | null;

/** A row by the names of its columns. Blobs are array buffers. */
export type Row = Readonly<Record<string, unknown>>;

/** An open SQLite database. All of it is synchronous. */
export interface Database {
  /** Executes statements without parameters. */
  readonly exec: (sql: string) => void;
  /** Returns the rows of a query. */
  readonly all: (sql: string, ...values: readonly Value[]) => readonly Row[];
  /** Executes a statement, and returns the number of rows it changed. */
  readonly run: (sql: string, ...values: readonly Value[]) => number;
  /** Commits all that `work` writes, or nothing when it throws. */
  readonly transaction: <T>(work: () => T) => T;
  readonly close: () => void;
}

/** Milliseconds to wait for another process that writes. */
const PATIENCE = 5000;

/**
 * Opens a database file, or creates it. `:memory:` names a database that ends with the process. The write-ahead log
 * makes a file whole again after a crash: the next process to open it drops the transaction that was not committed.
 */
export const openDatabase = (file: string): Database => {
  const database = new Libsql(file);
  // Values go as one array, because libsql takes a lone object, a blob or null too, for named parameters.
  database.exec(`PRAGMA busy_timeout = ${String(PATIENCE)}; PRAGMA journal_mode = WAL; PRAGMA foreign_keys = ON;`);
  return {
    exec: (sql) => void database.exec(sql),
    all: (sql, ...values) => database.prepare(sql).all([...values]) as readonly Row[],
    run: (sql, ...values) => database.prepare(sql).run([...values]).changes,
    transaction: (work) => database.transaction(work).immediate(),
    close: () => void database.close(),
  };
};
