import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { mapOf } from './format/map.ts';
import { moduleText } from './format/module.ts';
import { relativePath } from './format/locate.ts';
import type { Options } from './options.ts';
import type { FileResult } from './read.ts';
import { specifierOf, targetOf } from './targets.ts';

/** A file as it should be. */
export interface Output {
  readonly path: string;
  readonly text: string;
}

/** What is to be written: a module a file, or one map of all. Files that export nothing to write have none, unless they had. */
export const outputsOf = (
  results: readonly FileResult[],
  options: Pick<Options, 'out' | 'json' | 'strict'>,
): readonly Output[] => {
  if (options.json) return options.out === undefined ? [] : [{ path: resolve(options.out), text: jsonOf(results) }];
  return results.flatMap((result) => {
    const path = targetOf(result.file, options.out, results.length);
    if (result.entries.length === 0 && !existsSync(path)) return [];
    const specifier = specifierOf(result, path);
    return [{ path, text: moduleText(result.entries, { specifier, command: commandOf(result.file, options) }) }];
  });
};

export const jsonOf = (results: readonly FileResult[]): string => {
  const files = results.map(({ file, entries }) => ({ file: relativePath(file), entries }));
  return `${JSON.stringify(mapOf(files), null, 2)}\n`;
};

/** Of the file alone, so that it is the same from whatever folder and with whatever other files. */
const commandOf = (file: string, { strict }: Pick<Options, 'strict'>): string =>
  `rxswarm introspect ${basename(file)}${strict === 'auto' ? '' : ` --strict ${strict}`}`;

export const onDisk = (path: string): string | undefined => (existsSync(path) ? readFileSync(path, 'utf8') : undefined);

export const write = ({ path, text }: Output): void => {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
};
