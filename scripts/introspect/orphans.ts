import { existsSync, readdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { Options } from './options.ts';
import { onDisk } from './outputs.ts';
import type { FileResult } from './read.ts';
import { pageTargetOf, targetOf } from './targets.ts';
import { isWrittenModule } from './written-module.ts';

const HEADER = /^\/\/ Written by `rxswarm introspect ([^\s`]+)/;

/** Finds written modules whose source is gone, in the folders that the command writes to. */
export const orphansOf = (
  results: readonly FileResult[],
  { out, json }: Pick<Options, 'out' | 'json'>,
): readonly string[] => {
  if (json) return [];
  const targets = new Set(
    results.flatMap(({ file }) => {
      const target = targetOf(file, out, results.length);
      return [target, pageTargetOf(target)];
    }),
  );
  const folders = new Set([...targets].map((target) => dirname(target)));
  return [...folders].filter(existsSync).flatMap((folder) =>
    readdirSync(folder)
      .map((name) => join(folder, name))
      .filter((path) => !targets.has(path) && isWrittenModule(path) && isOrphan(path)),
  );
};

const isOrphan = (module: string): boolean => {
  const text = onDisk(module) ?? '';
  const [, name] = HEADER.exec(text) ?? [];
  if (name === undefined) return false;
  const [, specifier] = /^import (?:type )?\* as \w+ from '(\.{1,2}\/[^']+)';$/m.exec(text) ?? [];
  const folder = specifier === undefined ? dirname(module) : dirname(resolve(dirname(module), specifier));
  return !existsSync(join(folder, name));
};
