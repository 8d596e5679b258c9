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

/** What one file was found to export. */
export interface FileResult {
  readonly file: string;
  readonly entries: readonly Entry[];
  /** How its project writes the end of an import: `.js`, `.ts` or nothing. */
  readonly extension: string;
}

/** A program with all that it needs: ambient packages are loaded when a name asks for them. */
export const openFor = (options: Omit<ProgramOptions, 'ambient'>, strict: Strict): LiveProgram => {
  const lean = openProgram({ ...options, ambient: 'named' });
  const isEnough = !readFiles(lean, options.files, strict).some(({ entries }) => entries.some(isUnresolved));
  return isEnough ? lean : openProgram({ ...options, ambient: 'all' });
};

export const isUnresolved = ({ diagnostics }: Entry): boolean =>
  diagnostics.some(({ message }) => message.endsWith(UNRESOLVED));

/** The functions and the tagged types of each file, in order. */
export const readFiles = (program: LiveProgram, files: readonly string[], strict: Strict): readonly FileResult[] => {
  const reading = program.reading();
  return files.map((file) => {
    const source = program.source(file);
    const entries = source ? entriesOf(reading, source, strict) : [];
    return { file, entries, extension: extensionOf(source, reading.program.getCompilerOptions()) };
  });
};

/** The agents of a program: what will fail when they run, and what they send. */
export const readAgents = (
  program: LiveProgram,
): { readonly agents: readonly Diagnostic[]; readonly prompts: readonly Prompt[] } => {
  const reading = program.reading();
  return { agents: agentErrors(reading, { agents: agentsOf(reading) }), prompts: promptsOf(reading) };
};

/** Types first: where a function has the name of one, it is the type that gives way. */
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

/** As the file itself imports its neighbours, else as its project allows. */
const extensionOf = (source: ts.SourceFile | undefined, options: ts.CompilerOptions): string => {
  const [, path] = /\bfrom\s+['"](\.{1,2}\/[^'"]*)['"]/.exec(source?.text ?? '') ?? [];
  const own = path && (/\.[cm]?[jt]sx?$/.exec(path)?.[0] ?? '');
  if (own !== undefined) return own === '' ? '' : own.includes('t') ? '.ts' : '.js';
  return options.allowImportingTsExtensions || options.rewriteRelativeImportExtensions ? '.ts' : '.js';
};
