import { basename } from 'node:path';
import { ts } from 'ts-morph';
import { functionEntryOf, type Entry, type Strict } from './format/entry.ts';
import { exportName } from './format/tree.ts';
import { outputEntryOf } from './format/output-entry.ts';
import { agentsOf } from './graph/agents.ts';
import { agentErrors } from './graph/lints.ts';
import type { Prompt } from './lock/model.ts';
import { promptsOf } from './lock/prompts.ts';
import type { Diagnostic } from './model.ts';
import { functionOf } from './parse/function.ts';
import { isLeftOut, type LeftOut } from './parse/callable.ts';
import { exportedCallables } from './parse/functions.ts';
import { localClosure } from './parse/imports.ts';
import { shapeReader } from './parse/shape.ts';
import { taggedTypes } from './parse/tagged-types.ts';
import { typeOf } from './parse/type.ts';
import type { Reading } from './parse/types.ts';
import { openProgram, type LiveProgram } from './program.ts';
import { projectOfFile, readProject, type ProjectConfig } from './project.ts';
import type { Group } from './results.ts';
import { sourceImportOf, type SourceImport } from './source-import.ts';

/** The entries of one file. */
export interface FileResult {
  /** Absolute path of the source. */
  readonly file: string;
  /** The output for each export. */
  readonly entries: readonly Entry[];
  /** Warnings about exports of which no schema is made. */
  readonly leftOut: readonly Diagnostic[];
  /** Syntax errors of the source and of the local files that it imports. Nothing is written while there are some. */
  readonly problems: readonly Diagnostic[];
  /** The way in which the written module imports the source. */
  readonly source: SourceImport;
}

/** Some files, and the program that reads them. */
export interface OpenFiles {
  /** Absolute paths of the sources. */
  readonly files: readonly string[];
  /** The program of their project. */
  readonly program: LiveProgram;
}

/** Opens the programs for files of a tsconfig: one for each referenced tsconfig that includes some of them. */
export const openFor = ({ files, project }: Group): readonly OpenFiles[] => {
  const config = readProject(project);
  const members = new Map<string, { readonly config: ProjectConfig; readonly files: string[] }>();
  for (const file of files) {
    const own = projectOfFile(file, config);
    const key = own.path ?? '';
    const known = members.get(key) ?? { config: own, files: [] };
    members.set(key, known);
    known.files.push(file);
  }
  return [...members.values()].map((each) => ({
    files: each.files,
    program: openProgram({ files: each.files, project: each.config }),
  }));
};

/** Reads the functions and the tagged types of each file, in order. */
export const readFiles = (program: LiveProgram, files: readonly string[], strict: Strict): readonly FileResult[] => {
  const reading = program.reading();
  return files.map((file) => {
    const source = program.source(file);
    const problems = syntaxErrors(reading, file);
    const read = source && problems.length === 0 ? entriesOf(reading, source, strict) : { entries: [], leftOut: [] };
    return { file, ...read, problems, source: sourceImportOf(reading, source) };
  });
};

/** Reports syntax errors in a file and in the local files that it imports, because their types would be incomplete. */
const syntaxErrors = (reading: Reading, file: string): readonly Diagnostic[] =>
  localClosure(reading, file).flatMap((path) => {
    const source = reading.program.getSourceFile(path);
    const found = source ? reading.program.getSyntacticDiagnostics(source) : [];
    return found.slice(0, 1).map(({ start, messageText }): Diagnostic => {
      const { line, character } = source?.getLineAndCharacterOfPosition(start) ?? { line: 0, character: 0 };
      const message = `cannot be read: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`;
      return { file: path, line: line + 1, column: character + 1, severity: 'error', subject: basename(path), message };
    });
  });

/** Reads the agents of a program: their errors, and their prompts. */
export const readAgents = (
  program: LiveProgram,
): { readonly agents: readonly Diagnostic[]; readonly prompts: readonly Prompt[] } => {
  const reading = program.reading();
  return { agents: agentErrors(reading, { agents: agentsOf(reading) }), prompts: promptsOf(reading) };
};

/** Reads the types and functions of a file. A type that has the name of a function is refused. */
const entriesOf = (
  reading: Reading,
  source: ts.SourceFile,
  strict: Strict,
): Pick<FileResult, 'entries' | 'leftOut'> => {
  const callables = exportedCallables(reading, source);
  const models = callables.flatMap((each) =>
    isLeftOut(each) ? [] : [functionOf(reading, shapeReader(reading), each)],
  );
  const functions = models.map((fn) => functionEntryOf(fn, { strict, others: models }));
  const taken = new Set(functions.map(exportName));
  const types = taggedTypes(reading, source).map((type) =>
    outputEntryOf(typeOf(reading, shapeReader(reading), type), { strict, taken }),
  );
  return {
    entries: [...types, ...functions],
    leftOut: callables.flatMap((each) => (isLeftOut(each) ? [warningOf(each)] : [])),
  };
};

const warningOf = ({ path, reason, place }: LeftOut): Diagnostic => ({
  ...place,
  severity: 'warning',
  subject: path.join('.') || 'export =',
  message: reason,
});
