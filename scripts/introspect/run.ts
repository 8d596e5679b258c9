import { openCache, type Cache } from './cache.ts';
import { diff } from './diff.ts';
import { filesOf } from './files.ts';
import { locate, relativePath } from './format/locate.ts';
import type { Io } from './io.ts';
import type { Diagnostic } from './model.ts';
import type { Options } from './options.ts';
import { jsonOf, onDisk, outputsOf, write, type Output } from './outputs.ts';
import type { FileResult } from './read.ts';
import { groupsOf, resultsOf } from './results.ts';
import { usageProblem } from './usage-problem.ts';
import { version } from './version.ts';

/** Exit statuses. */
export const DONE = 0;
export const PROBLEMS = 1;

/** Reads the files and writes what they call for, or says what is stale. */
export const run = async (options: Options, io: Io): Promise<number> => {
  const results = await allResults(options, io, openCache(process.cwd(), version()));
  if (results.every(({ entries }) => entries.length === 0))
    throw usageProblem(`${options.patterns.join(' ')} exports no functions`);
  const problems = report(results, options, io);
  if (options.json && options.out === undefined && !options.check) io.out(jsonOf(results).trimEnd());
  const stale = outputsOf(results, options).filter(({ path, text }) => onDisk(path) !== text);
  if (options.check) return checked(stale, io) || problems ? PROBLEMS : DONE;
  for (const output of stale) write(output);
  for (const { path } of stale) io.error(`wrote ${relativePath(path)}`);
  return problems ? PROBLEMS : DONE;
};

const allResults = async (options: Options, io: Io, cache: Cache): Promise<readonly FileResult[]> => {
  const files = filesOf(options.patterns);
  const results: FileResult[] = [];
  io.progress(`reading ${String(files.length)} ${files.length === 1 ? 'file' : 'files'} …`);
  for (const group of groupsOf(files, options.project)) results.push(...(await resultsOf(group, options, cache)));
  io.progress('');
  return results;
};

/** Says what is wrong; true where something is that must be mended. */
export const report = (
  results: readonly FileResult[],
  { strictDocs }: Pick<Options, 'strictDocs'>,
  io: Io,
): boolean => {
  const found = results.flatMap(({ entries }) => entries.flatMap(({ diagnostics }) => diagnostics));
  const all = found.map((diagnostic): Diagnostic =>
    strictDocs && isAboutWords(diagnostic) ? { ...diagnostic, severity: 'error' } : diagnostic,
  );
  for (const diagnostic of all) io.error(locate(diagnostic));
  return all.some(({ severity }) => severity === 'error');
};

const isAboutWords = ({ message }: Diagnostic): boolean => message.startsWith('has no description');

const checked = (stale: readonly Output[], io: Io): boolean => {
  for (const { path, text } of stale) {
    io.error(`${relativePath(path)} is stale; run the command again without --check`);
    io.error(diff(onDisk(path) ?? '', text));
  }
  return stale.length > 0;
};
