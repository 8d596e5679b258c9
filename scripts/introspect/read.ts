import { basename } from 'node:path';
import { ts } from 'ts-morph';
import { functionEntryOf, type Entry, type Strict } from './format/entry.ts';
import { exportName } from './format/module.ts';
import { outputEntryOf } from './format/output-entry.ts';
import { agentsOf } from './graph/agents.ts';
import { agentErrors } from './graph/lints.ts';
import type { Prompt } from './lock/model.ts';
import { promptsOf } from './lock/prompts.ts';
import type { Diagnostic } from './model.ts';
import { functionOf } from './parse/function.ts';
import { exportedFunctions } from './parse/functions.ts';
import { localClosure } from './parse/imports.ts';
import { shapeReader } from './parse/shape.ts';
import { taggedTypes } from './parse/tagged-types.ts';
import { typeOf } from './parse/type.ts';
import type { Reading } from './parse/types.ts';
import { openProgram, type LiveProgram } from './program.ts';
import { projectOfFile, readProject, type ProjectConfig } from './project.ts';
import type { Group } from './results.ts';

/** The entries of one file. */
export interface FileResult {
  /** Absolute path of the source. */
  readonly file: string;
  /** The output for each export. */
  readonly entries: readonly Entry[];
  /** Syntax errors of the source and of the local files that it imports. Nothing is written while there are some. */
  readonly problems: readonly Diagnostic[];
  /** The end of import specifiers in the file's project: `.js`, `.ts` or nothing. */
  readonly extension: string;
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
    const entries = source && problems.length === 0 ? entriesOf(reading, source, strict) : [];
    return { file, entries, problems, extension: extensionOf(source, reading.program.getCompilerOptions()) };
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
const entriesOf = (reading: Reading, source: ts.SourceFile, strict: Strict): readonly Entry[] => {
  const models = exportedFunctions(reading, source).map((fn) => functionOf(reading, shapeReader(reading), fn));
  const functions = models.map((fn) => functionEntryOf(fn, { strict, others: models }));
  const taken = new Set(functions.map(exportName));
  const types = taggedTypes(reading, source).map((type) =>
    outputEntryOf(typeOf(reading, shapeReader(reading), type), { strict, taken }),
  );
  return [...types, ...functions];
};

/**
 * Returns the ending of import specifiers that the project resolves: the one of the file's own imports, unless its module
 * resolution needs one and they are not of sources.
 */
const extensionOf = (source: ts.SourceFile | undefined, options: ts.CompilerOptions): string => {
  const allowsTs = options.allowImportingTsExtensions || options.rewriteRelativeImportExtensions;
  const [own] = [...(source?.text ?? '').matchAll(/\bfrom\s+['"]\.{1,2}\/[^'"]*?(\.[^'"/.]*)?['"]/g)]
    .map(([, ending = '']) => ending)
    .filter((ending) => ending === '' || /^\.[cm]?[jt]sx?$/.test(ending));
  if (own?.includes('t') || (own === undefined && allowsTs)) return '.ts';
  return own === '' && !isNodeResolution(options) ? '' : '.js';
};

/** Node's resolution of ES modules needs the whole name of a file. */
const isNodeResolution = ({ module, moduleResolution }: ts.CompilerOptions): boolean =>
  moduleResolution === undefined
    ? module !== undefined && module >= ts.ModuleKind.Node16 && module <= ts.ModuleKind.NodeNext
    : [ts.ModuleResolutionKind.Node16, ts.ModuleResolutionKind.NodeNext].includes(moduleResolution);
