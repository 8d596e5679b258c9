import { existsSync, readdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { usageProblem } from './usage-problem.ts';
import { isWrittenModule } from './written-module.ts';

const SOURCE = /\.[cm]?[jt]sx?$/;
/** Folders and files that a glob never matches. A path that is typed out may lie in any of them. */
const SKIPPED_FOLDERS = ['node_modules', '.git', 'dist'];
const SKIPPED_FILES = /\.d\.[cm]?ts$|\.(spec|test)\.[cm]?[jt]sx?$/;

/**
 * Finds the files of paths and globs, absolute and sorted.
 * @throws a usage problem when a pattern matches no file.
 */
export const filesOf = (patterns: readonly string[]): readonly string[] => {
  if (patterns.length === 0) throw usageProblem('no file was given; write "rxswarm introspect functions.ts"');
  return [...new Set(patterns.flatMap(expand))].sort();
};

const expand = (pattern: string): readonly string[] => {
  const path = resolve(pattern);
  if (existsSync(path)) {
    if (statSync(path).isDirectory())
      throw usageProblem(`${pattern} is a folder; give files or a glob such as "${pattern}/**/*.ts"`);
    if (!SOURCE.test(path)) throw usageProblem(`${pattern} is neither TypeScript nor JavaScript`);
    return [path];
  }
  const found = /[*?{]/.test(pattern) ? glob(pattern) : [];
  if (found.length === 0)
    throw usageProblem(/[*?{]/.test(pattern) ? `no file matches ${pattern}` : `no such file: ${pattern}`);
  return found;
};

const glob = (pattern: string): readonly string[] => {
  const whole = resolve(pattern).replaceAll('\\', '/');
  const expression = expressionOf(whole);
  return walk(fixedPart(whole)).filter(
    (file) => expression.test(file) && SOURCE.test(file) && !SKIPPED_FILES.test(file) && !isWrittenModule(file),
  );
};

const walk = (folder: string): readonly string[] => {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name).replaceAll('\\', '/');
    if (entry.isDirectory()) return SKIPPED_FOLDERS.includes(entry.name) ? [] : walk(path);
    return entry.isFile() ? [path] : [];
  });
};

/** Returns the folders in which a new file could match one of these globs. */
export const foldersOf = (patterns: readonly string[]): readonly string[] =>
  patterns.filter((pattern) => /[*?{]/.test(pattern)).flatMap((pattern) => folders(fixedPart(resolve(pattern))));

const folders = (folder: string): readonly string[] => {
  if (!existsSync(folder)) return [];
  const inner = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const names = inner.map(({ name }) => name).filter((name) => !SKIPPED_FOLDERS.includes(name));
  return [folder, ...names.flatMap((name) => folders(join(folder, name).replaceAll('\\', '/')))];
};

/** Returns the folder of a glob before its first sign. */
const fixedPart = (pattern: string): string => {
  const whole = pattern.replaceAll('\\', '/');
  const fixed = whole.slice(0, whole.search(/[*?{]/)).replace(/\/[^/]*$/, '');
  return fixed === '' ? '/' : fixed;
};

/** Translates a glob: `**` matches any folders, `*` and `?` stay within a name, `{a,b}` matches either. */
const expressionOf = (pattern: string): RegExp => {
  const source = pattern
    .replace(/[.+^$()|[\]\\]/g, '\\$&')
    .replace(/\*\*\/|\*\*|\*|\?|\{|\}|,/g, (sign) => SIGNS[sign] ?? sign);
  return new RegExp(`^${source}$`);
};

const SIGNS: Readonly<Record<string, string>> = {
  '**/': '(?:.*/)?',
  '**': '.*',
  '*': '[^/]*',
  '?': '[^/]',
  '{': '(?:',
  '}': ')',
  ',': '|',
};
