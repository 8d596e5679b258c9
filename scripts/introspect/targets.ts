import { existsSync, statSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import type { FileResult } from './read.ts';
import { usageProblem } from './usage-problem.ts';

/**
 * Returns the path of the module for a source.
 * @throws a usage problem when several modules would share a path.
 */
export const targetOf = (file: string, out: string | undefined, count: number): string => {
  const name = basename(file).replace(/(\.d)?\.([cm]?)[jt]sx?$/, '.schemas.$2ts');
  if (out === undefined) return join(dirname(file), name);
  const path = resolve(out);
  const isFolder = out.endsWith('/') || (existsSync(path) && statSync(path).isDirectory());
  if (!isFolder && count > 1)
    throw usageProblem(`--out ${out} is one file, and there are ${String(count)}; give a folder`);
  return isFolder ? join(path, name) : path;
};

/** Returns the path of the module for the page, next to the other. */
export const pageTargetOf = (target: string): string => target.replace(/(\.schemas)?\.([cm]?)ts$/, '.client.$2ts');

/** Returns the specifier by which the written module imports its source. */
export const specifierOf = (
  { file, source: { extension } }: Pick<FileResult, 'file' | 'source'>,
  target: string,
): string => {
  const path = relative(dirname(target), file).replaceAll('\\', '/');
  const local = path.startsWith('.') ? path : `./${path}`;
  const [, stem = local, , letter = '', kind = ''] = /^(.*?)(\.d)?\.([cm]?)([jt]sx?)$/.exec(local) ?? [];
  if (extension === '.ts' && !/\.d\.[cm]?ts$/.test(local)) return local;
  if (extension === '' && letter === '') return stem;
  return `${stem}.${letter}js${kind === 'jsx' ? 'x' : ''}`;
};
