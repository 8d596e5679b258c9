import { dirname, join } from 'node:path';
import { ts } from 'ts-morph';
import { isAmbient, isModule, namesIn } from '../outline.ts';
import { remembered } from '../remembered.ts';
import type { ProjectConfig } from './project.ts';
import { lookupOf, type Lookup } from './lookup.ts';

/** Returns the included files whose declarations hold without an import: scripts, and modules that add to others. */
export const ambientFiles = ({ files }: ProjectConfig): readonly string[] =>
  files.filter((file) => isAmbient(read(file)));

const read = (file: string): string => ts.sys.readFile(file) ?? '';

/** The files of a project that a program leaves out, and what they bring into it all the same. */
export interface Bystanders {
  /** Returns the files among all that they import, at any depth, whose declarations hold in a program that lacks them. */
  readonly missingIn: (program: ts.Program) => readonly string[];
  /** The files themselves, and those of the project that they import. */
  readonly files: readonly string[];
  /** Package files of the packages that they import. */
  readonly packages: readonly string[];
}

/**
 * Searches what included files import, because a package that one of them imports may add to the types of another:
 * `declare module 'express' { … }`. Texts are scanned, and nothing is parsed.
 */
export const bystandersOf = (program: ts.Program, config: ProjectConfig): Bystanders => {
  const isRead = (file: string): boolean => program.getSourceFile(file) !== undefined;
  const scan = scanOf(config);
  const seen = closureOf(
    config.files.filter((file) => !isRead(file) && !WRITTEN.test(file)),
    config,
    isRead,
  );
  const additions = seen.flatMap((file) => scan(file).addition ?? []);
  return {
    missingIn: (now) => additions.filter((addition) => addsTo(now, addition)).map(({ file }) => file),
    files: seen.filter((file) => !file.includes('/node_modules/')),
    packages: [...new Set(seen.flatMap(packageFile))],
  };
};

/** A written module imports nothing but its source and rxswarm. */
const WRITTEN = /\.schemas\.[cm]?ts$/;

/**
 * Returns the files by which a file that a project does not include would change the types of others, if they were read
 * together.
 */
export const broughtBy = (file: string, config: ProjectConfig): readonly string[] => {
  if (config.files.includes(file) || file.includes('/node_modules/')) return [];
  const scan = scanOf(config);
  const hasAll = config.options.types?.includes('*') === true;
  return closureOf([file], config, (path) => hasAll && isOfTypes(path))
    .filter((each) => scan(each).addition !== undefined)
    .sort();
};

/** Packages of `@types` are part of most programs anyway. */
const isOfTypes = (file: string): boolean => file.includes('/node_modules/@types/');

/** Forgets what was found in a file, because it has changed. */
export const forget = (file: string, config: ProjectConfig): void => {
  scans.get(config)?.delete(file);
};

/** Everything that matters in a file that is not read. */
interface Scanned {
  /** Absent if its declarations hold only where they are imported. */
  readonly addition: Addition | undefined;
  /** Files that it imports or references, without those that the project includes. */
  readonly targets: readonly string[];
}

/** A file whose declarations hold without an import. */
interface Addition {
  readonly file: string;
  /** The modules that it adds to, and nothing else, as far as they are files. Absent if it declares globals. */
  readonly modules: readonly (string | undefined)[] | undefined;
}

const scans = new WeakMap<ProjectConfig, Map<string, Scanned>>();
const lookups = new WeakMap<ProjectConfig, Lookup>();

const scanOf = (config: ProjectConfig): ((file: string) => Scanned) => {
  const known = remembered(scans, config, () => new Map<string, Scanned>());
  const lookUp = remembered(lookups, config, () => lookupOf(config.options));
  const included = new Set(config.files);
  return (file) => {
    const found = known.get(file) ?? scanned(file, included, lookUp);
    known.set(file, found);
    return found;
  };
};

const scanned = (file: string, included: ReadonlySet<string>, lookUp: Lookup): Scanned => {
  const text = read(file);
  return {
    addition: isAmbient(text) ? { file, modules: augmentedIn(text)?.map((name) => lookUp(name, file)) } : undefined,
    targets: targetsIn(file, text, included, lookUp),
  };
};

/** Returns files and all that they import, at any depth, without files that are read anyway. */
const closureOf = (
  files: readonly string[],
  config: ProjectConfig,
  isRead: (file: string) => boolean,
): readonly string[] => {
  const scan = scanOf(config);
  const seen = new Set(files);
  // Sets may grow during iteration; added items are visited as well.
  for (const file of seen) for (const target of scan(file).targets) if (!isRead(target)) seen.add(target);
  return [...seen];
};

/** A module that adds to modules which a program does not have changes nothing there. */
const addsTo = (program: ts.Program, { file, modules }: Addition): boolean =>
  program.getSourceFile(file) === undefined &&
  (modules?.some((module) => module === undefined || program.getSourceFile(module) !== undefined) ?? true);

/** Returns the names of the modules that a module adds to, and `undefined` for a file that declares globals. */
const augmentedIn = (text: string): readonly string[] | undefined =>
  !isModule(text) || /\bdeclare\s+global\b|^\/\/\/[ \t]*<reference\b/m.test(text)
    ? undefined
    : [...text.matchAll(/\bdeclare\s+module\s+(["'])([^"'\n]+)\1/g)].map(([, , name = '']) => name);

const packageFile = (file: string): readonly string[] => {
  const [, home] = /^(.*\/node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(file) ?? [];
  return home === undefined ? [] : [join(home, 'package.json')];
};

/** The compiler's scanner is asked only where a text may lead anywhere else. */
const targetsIn = (file: string, text: string, included: ReadonlySet<string>, lookUp: Lookup): readonly string[] => {
  const isIncluded = (name: string): boolean => pathsOf(name, file).some((path) => included.has(path));
  if (namesIn(text)?.every((name) => isIncluded(name) || lookUp.any(name, file) === undefined)) return [];
  const found = ts.preProcessFile(text, true, /\.[cm]?jsx?$/.test(file));
  const targets = [
    ...found.importedFiles.map(({ fileName }) => lookUp(fileName, file)),
    ...found.typeReferenceDirectives.map(({ fileName }) => lookUp.types(fileName, file)),
    ...found.referencedFiles.map(({ fileName }) => lookUp.path(fileName, file)),
  ];
  return targets.filter((target) => target !== undefined && !included.has(target)) as readonly string[];
};

/** Paths of sources that a relative name usually stands for. */
const pathsOf = (name: string, file: string): readonly string[] => {
  if (!name.startsWith('.')) return [];
  const path = join(dirname(file), name).replaceAll('\\', '/');
  const stem = path.replace(/\.([cm]?)jsx?$/, '');
  return [path, `${stem}.ts`, `${stem}.tsx`, `${stem}.d.ts`, `${path}/index.ts`, `${path}/index.d.ts`];
};
