import { openCache, type Cache } from './cache.ts';
import { dialectWarnings } from './dialects/dialect-warnings.ts';
import { diff } from './diff.ts';
import { filesOf } from './files.ts';
import { locate, relativePath } from './format/locate.ts';
import type { Io } from './io.ts';
import type { runLock } from './lock/run-lock.ts';
import type { Diagnostic } from './model.ts';
import type { Options } from './options.ts';
import { orphansOf } from './orphans.ts';
import { jsonOf, onDisk, outputsOf, write, type Output } from './outputs.ts';
import type { FileResult } from './read.ts';
import { groupsOf, resultsOf, type GroupResult } from './results.ts';
import { stalenessOf } from './stale.ts';
import { usageProblem } from './usage-problem.ts';
import { version } from './version.ts';

/** Exit statuses. */
export const DONE = 0;
/** Exit status when errors, stale files or changes were found. */
export const PROBLEMS = 1;

/** Reads the files and writes their modules, or prints what is stale. */
export const run = async (options: Options, io: Io): Promise<number> => {
  const cache = openCache(process.cwd(), version());
  const { files, agents, prompts, digest } = await readAll(options, cache, io);
  if (files.every(({ entries, problems }) => entries.length === 0 && problems.length === 0))
    throw usageProblem(`${options.patterns.join(' ')} exports no functions, and no types tagged @schema`);
  const hasErrors = report([...found(files, options), ...agents], options, io);
  if (options.json && options.out === undefined && !options.check) io.out(jsonOf(files).trimEnd());
  const hasOrphans = reportOrphans(orphansOf(files, options), options, io);
  const outputs = outputsOf(files, options);
  const staleness = stalenessOf(digest, options, cache);
  const stale = staleness.of(outputs);
  const isStale = options.check ? checked(stale, io) : written(stale, io);
  if (!isStale) staleness.settle(outputs);
  const isOther =
    options.lock !== undefined && (await locked({ files, prompts }, { ...options, lock: options.lock }, io));
  return hasErrors || isStale || hasOrphans || isOther ? PROBLEMS : DONE;
};

const readAll = async (options: Options, cache: Cache, io: Io): Promise<GroupResult> => {
  const paths = filesOf(options.patterns);
  io.progress(`reading ${String(paths.length)} ${paths.length === 1 ? 'file' : 'files'} …`);
  const results: GroupResult[] = [];
  for (const group of groupsOf(paths, options.project)) results.push(await resultsOf(group, options, cache));
  io.progress('');
  return {
    files: results.flatMap(({ files }) => files),
    agents: results.flatMap(({ agents }) => agents),
    prompts: results.flatMap(({ prompts }) => prompts),
    digest: results.every(({ digest }) => digest !== undefined)
      ? results.map(({ digest }) => digest).join(' ')
      : undefined,
  };
};

/** Collects the diagnostics of all entries, and those of the server that `--target` names. */
export const found = (results: readonly FileResult[], { target }: Pick<Options, 'target'>): readonly Diagnostic[] =>
  results.flatMap(({ entries, warnings, problems }) => [
    ...problems,
    ...warnings,
    ...entries.flatMap(({ diagnostics }) => diagnostics),
    ...(target === undefined ? [] : dialectWarnings(entries, target)),
  ]);

/** Prints the diagnostics. Returns true when one of them is an error. */
export const report = (
  diagnostics: readonly Diagnostic[],
  { strictDocs }: Pick<Options, 'strictDocs'>,
  io: Io,
): boolean => {
  const all = diagnostics.map((diagnostic): Diagnostic =>
    strictDocs && isAboutWords(diagnostic) ? { ...diagnostic, severity: 'error' } : diagnostic,
  );
  for (const diagnostic of all) io.error(locate(diagnostic));
  return all.some(({ severity }) => severity === 'error');
};

const isAboutWords = ({ message }: Diagnostic): boolean => message.startsWith('has no description');

/** Names modules whose source is gone. Returns true when `--check` found one. */
const reportOrphans = (orphans: readonly string[], { check }: Pick<Options, 'check'>, io: Io): boolean => {
  for (const path of orphans) io.error(`${relativePath(path)} has no source any more; delete it`);
  return check && orphans.length > 0;
};

const written = (stale: readonly Output[], io: Io): boolean => {
  for (const output of stale) write(output);
  for (const { path } of stale) io.error(`wrote ${relativePath(path)}`);
  return false;
};

const locked = async (...input: Parameters<typeof runLock>): Promise<boolean> =>
  (await import('./lock/run-lock.ts')).runLock(...input);

const checked = (stale: readonly Output[], io: Io): boolean => {
  for (const { path, text } of stale) {
    io.error(`${relativePath(path)} is stale; run the command again without --check`);
    io.error(diff(onDisk(path) ?? '', text));
  }
  return stale.length > 0;
};
