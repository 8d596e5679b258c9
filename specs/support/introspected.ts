import { Project } from 'ts-morph';
import type { Entry, Strict } from '../../scripts/introspect/format/entry.ts';
import { readFiles, type FileResult } from '../../scripts/introspect/read.ts';
import { readerOf } from '../../scripts/introspect/parse/reader.ts';

/** The entries of one source. */
export interface Introspected {
  /** As the command holds them. */
  readonly file: FileResult;
  /** By path: `f`, `shop.refund`. */
  readonly entries: Readonly<Record<string, Entry>>;
  /** The messages, without their place: `warning f: has no description: …`. */
  readonly messages: readonly string[];
}

interface Options {
  readonly strict?: Strict;
  readonly file?: string;
}

/** Reads a source in memory, as the command reads a file. */
export const introspected = (text: string, { strict = 'auto', file = '/f.ts' }: Options = {}): Introspected => {
  const compilerOptions = { strict: true, allowJs: true, checkJs: true };
  const project = new Project({ useInMemoryFileSystem: true, compilerOptions });
  project.createSourceFile(file, text);
  const program = project.getProgram().compilerObject;
  const live = {
    reading: () => ({ program, checker: program.getTypeChecker() }),
    source: (path: string) => program.getSourceFile(path),
    dependencies: () => [],
    bystanders: () => [],
    folders: () => [],
    refresh: () => false,
  };
  const [result] = readFiles(readerOf(live), [file], strict);
  if (result === undefined) throw new Error(`${file} was not read`);
  const diagnostics = [...result.problems, ...result.entries.flatMap((entry) => entry.diagnostics)];
  return {
    file: result,
    entries: Object.fromEntries(result.entries.map((entry) => [entry.path.join('.'), entry])),
    messages: diagnostics.map(({ severity, subject, message }) => `${severity} ${subject}: ${message}`),
  };
};
