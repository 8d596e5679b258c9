import type { ts } from 'ts-morph';
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
import { UNRESOLVED } from './parse/scalar.ts';
import { shapeReader } from './parse/shape.ts';
import { taggedTypes } from './parse/tagged-types.ts';
import { typeOf } from './parse/type.ts';
import type { Reading } from './parse/types.ts';
import { openProgram, type LiveProgram, type ProgramOptions } from './program.ts';

/** The entries of one file. */
export interface FileResult {
  /** Absolute path of the source. */
  readonly file: string;
  /** The output for each export. */
  readonly entries: readonly Entry[];
  /** The end of import specifiers in the file's project: `.js`, `.ts` or nothing. */
  readonly extension: string;
}

/** Opens a program that loads ambient packages when a name needs them. */
export const openFor = (options: Omit<ProgramOptions, 'ambient'>, strict: Strict): LiveProgram => {
  const lean = openProgram({ ...options, ambient: 'named' });
  const isEnough = !readFiles(lean, options.files, strict).some(({ entries }) => entries.some(isUnresolved));
  return isEnough ? lean : openProgram({ ...options, ambient: 'all' });
};

/** Returns whether an entry is refused because a name could not be resolved. */
export const isUnresolved = ({ diagnostics }: Entry): boolean =>
  diagnostics.some(({ message }) => message.endsWith(UNRESOLVED));

/** Reads the functions and the tagged types of each file, in order. */
export const readFiles = (program: LiveProgram, files: readonly string[], strict: Strict): readonly FileResult[] => {
  const reading = program.reading();
  return files.map((file) => {
    const source = program.source(file);
    const entries = source ? entriesOf(reading, source, strict) : [];
    return { file, entries, extension: extensionOf(source, reading.program.getCompilerOptions()) };
  });
};

/** Reads the agents of a program: their errors, and their prompts. */
export const readAgents = (
  program: LiveProgram,
): { readonly agents: readonly Diagnostic[]; readonly prompts: readonly Prompt[] } => {
  const reading = program.reading();
  return { agents: agentErrors(reading, { agents: agentsOf(reading) }), prompts: promptsOf(reading) };
};

/** Reads the types and functions of a file. A type that has the name of a function is refused. */
const entriesOf = (reading: Reading, source: ts.SourceFile, strict: Strict): readonly Entry[] => {
  const functions = exportedFunctions(reading, source).map((fn) =>
    functionEntryOf(functionOf(reading, shapeReader(reading), fn), strict),
  );
  const taken = new Set(functions.map(exportName));
  const types = taggedTypes(reading, source).map((type) =>
    outputEntryOf(typeOf(reading, shapeReader(reading), type), { strict, taken }),
  );
  return [...types, ...functions];
};

/** Returns the extension that the file's own imports use, or the one that its project allows. */
const extensionOf = (source: ts.SourceFile | undefined, options: ts.CompilerOptions): string => {
  const [, path] = /\bfrom\s+['"](\.{1,2}\/[^'"]*)['"]/.exec(source?.text ?? '') ?? [];
  const own = path && (/\.[cm]?[jt]sx?$/.exec(path)?.[0] ?? '');
  if (own !== undefined) return own === '' ? '' : own.includes('t') ? '.ts' : '.js';
  return options.allowImportingTsExtensions || options.rewriteRelativeImportExtensions ? '.ts' : '.js';
};
