import { functionEntryOf, type Entry, type Strict } from './format/entry.ts';
import { outputEntryOf } from './format/output-entry.ts';
import { exportName } from './format/tree.ts';
import type { FileModel, Reader } from './reader.ts';

/** The entries of one file. */
export interface FileResult extends Pick<FileModel, 'file' | 'warnings' | 'problems' | 'source'> {
  /** The output for each export. */
  readonly entries: readonly Entry[];
}

/** Reads the functions and the tagged types of each file, in order. */
export const readFiles = (reader: Reader, files: readonly string[], strict: Strict): readonly FileResult[] =>
  files.map((path) => {
    const { functions, types, ...file } = reader.file(path);
    return { ...file, entries: entriesOf(functions, types, strict) };
  });

/** Writes the schemas of a file. A type that has the name of a function is refused. */
const entriesOf = (models: FileModel['functions'], types: FileModel['types'], strict: Strict): readonly Entry[] => {
  const functions = models.map((fn) => functionEntryOf(fn, { strict, others: models }));
  const taken = new Set(functions.map(exportName));
  return [...types.map((type) => outputEntryOf(type, { strict, taken })), ...functions];
};
