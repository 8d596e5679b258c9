import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { mapOf } from './format/map.ts';
import { moduleText, pageEntries } from './format/module.ts';
import { relativePath } from './format/locate.ts';
import type { Options } from './options.ts';
import type { FileResult } from './read.ts';
import { pageTargetOf, specifierOf, targetOf } from './targets.ts';
import { usageProblem } from './usage-problem.ts';
import { isWrittenModule } from './written-module.ts';

/** A file, and the text it should have. */
export interface Output {
  /** Absolute path of the file. */
  readonly path: string;
  /** Text of the file, made when it is asked for. */
  readonly text: string;
}

/**
 * Lists the files to write: one module a source, or one map of all. A source that exports nothing gets no module,
 * unless it has one already.
 */
export const outputsOf = (
  results: readonly FileResult[],
  options: Pick<Options, 'out' | 'json' | 'strict'>,
): readonly Output[] => {
  if (options.json) return options.out === undefined ? [] : [lazily(resolve(options.out), () => jsonOf(results))];
  assertNoCollision(results, options.out);
  return results.flatMap((result) => {
    const path = targetOf(result.file, options.out, results.length);
    return result.problems.length > 0 ? [] : modulesOf(result, path, commandOf(result.file, options));
  });
};

/**
 * Lists the modules of a source: its schemas, and the functions of the page if there are some. A module that would be empty is
 * written only where it replaces another.
 *
 * @throws a usage problem when the module for the page has the path of another file.
 */
export const modulesOf = (result: FileResult, path: string, command: string): readonly Output[] => {
  const { form, isCommonJs } = result.source;
  const options = { specifier: specifierOf(result, path), command, form, isCommonJs };
  const [page, pagePath] = [pageEntries(result.entries), pageTargetOf(path)];
  if (page.length > 0 && existsSync(pagePath) && !isWrittenModule(pagePath))
    throw usageProblem(`${relativePath(pagePath)} would be written and holds something else; rename it`);
  return [
    ...(result.entries.length > 0 || existsSync(path) ? [lazily(path, () => moduleText(result.entries, options))] : []),
    ...(page.length > 0 || isWrittenModule(pagePath) ? [lazily(pagePath, () => moduleText(page, options))] : []),
  ];
};

const lazily = (path: string, make: () => string): Output => {
  let made: string | undefined;
  return {
    path,
    get text() {
      return (made ??= make());
    },
  };
};

/** @throws a usage problem when two sources would be written to one module. */
const assertNoCollision = (results: readonly FileResult[], out: string | undefined): void => {
  const sources = new Map<string, string>();
  for (const { file } of results) {
    const path = targetOf(file, out, results.length);
    const other = sources.get(path);
    if (other !== undefined)
      throw usageProblem(
        `${relativePath(other)} and ${relativePath(file)} would both be written to ${relativePath(path)}; run the command for each`,
      );
    sources.set(path, file);
  }
};

/** Writes the schemas of all files as JSON. */
export const jsonOf = (results: readonly FileResult[]): string => {
  const files = results.map(({ file, entries }) => ({ file: relativePath(file), entries }));
  return `${JSON.stringify(mapOf(files), null, 2)}\n`;
};

/** Depends on the source only, so that the header is the same from every folder and for every selection of files. */
const commandOf = (file: string, { strict }: Pick<Options, 'strict'>): string =>
  `rxswarm introspect ${basename(file)}${strict === 'auto' ? '' : ` --strict ${strict}`}`;

/** Returns the text of a file, or `undefined` when it does not exist. */
export const onDisk = (path: string): string | undefined => (existsSync(path) ? readFileSync(path, 'utf8') : undefined);

/** Writes a file, and its folders. */
export const write = ({ path, text }: Output): void => {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
};
