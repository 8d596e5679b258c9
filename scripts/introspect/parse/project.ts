import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { ts } from 'ts-morph';
import { usageProblem } from '../usage-problem.ts';

/** A tsconfig, as the compiler of its project understands it. */
export interface ProjectConfig {
  /** Path of the tsconfig; absent if the project has no tsconfig. */
  readonly path?: string;
  readonly options: ts.CompilerOptions;
  /** Files that the tsconfig includes. */
  readonly files: readonly string[];
  /** The tsconfig and all files that it extends. */
  readonly configurations: readonly string[];
  /** Paths of the referenced tsconfigs. */
  readonly references: readonly string[];
}

const WITHOUT_CONFIG: ts.CompilerOptions = {
  target: ts.ScriptTarget.ESNext,
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  lib: ['lib.esnext.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'],
  strict: true,
  types: ['*'],
};

/**
 * Reads a tsconfig with everything that it extends, and applies the defaults of the project's own TypeScript.
 * @throws a usage problem when it cannot be read.
 */
export const readProject = (path: string | undefined): ProjectConfig => {
  if (path === undefined) return { options: WITHOUT_CONFIG, files: [], configurations: [], references: [] };
  const extended: string[] = [];
  const host: ts.ParseConfigFileHost = {
    ...ts.sys,
    onUnRecoverableConfigFileDiagnostic: (problem) => fail(path, problem),
    readFile: (file) => {
      extended.push(file);
      return ts.sys.readFile(file);
    },
  };
  const parsed = ts.getParsedCommandLineOfConfigFile(path, undefined, host);
  if (parsed === undefined) throw usageProblem(`${path} cannot be read`);
  const fatal = parsed.errors.find(({ code }) => FATAL.has(code) || isSyntax(code));
  if (fatal !== undefined) fail(path, fatal);
  return {
    path,
    options: withDefaults(parsed.options, dirname(path)),
    files: parsed.fileNames,
    configurations: [...new Set([path, ...extended])],
    references: (parsed.projectReferences ?? []).map((reference) => ts.resolveProjectReferencePath(reference)),
  };
};

/** A file that is extended and does not exist, and a circle of extended files. */
const FATAL: ReadonlySet<number> = new Set([5083, 6053, 18000]);

const isSyntax = (code: number): boolean => code >= 1000 && code < 2000;

const fail = (path: string, { messageText }: ts.Diagnostic): never => {
  throw usageProblem(`${path} cannot be read: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`);
};

/** The defaults of TypeScript 5 for modules, in the words of a tsconfig. */
const COMMON_JS = { module: 'commonjs', moduleResolution: 'node10', ignoreDeprecations: '6.0' };

/**
 * Applies defaults that changed with TypeScript 6. Before it, all packages in `@types` were part of a program, modules
 * were resolved as Node's CommonJS loader does, and CommonJS modules had no default export of their own.
 */
const withDefaults = (options: ts.CompilerOptions, folder: string): ts.CompilerOptions => {
  if (majorVersion(folder) >= 6) return options;
  const isUnspecified = options.module === undefined && options.moduleResolution === undefined;
  const isOld = isUnspecified || options.module === ts.ModuleKind.CommonJS;
  return {
    ...(isOld ? { esModuleInterop: false } : {}),
    ...(isUnspecified ? ts.convertCompilerOptionsFromJson(COMMON_JS, folder).options : {}),
    types: ['*'],
    ...options,
  };
};

/** Returns the major version of the TypeScript that a folder sees, and 5 when it sees none. */
const majorVersion = (folder: string): number => {
  const file = join(folder, 'node_modules/typescript/package.json');
  if (existsSync(file)) return Number.parseInt((JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version);
  return dirname(folder) === folder ? 5 : majorVersion(dirname(folder));
};

/**
 * Finds the tsconfig that includes a file: the given one, or one that it references, at any depth. Returns the given
 * one when none of them does.
 */
export const projectFinder = (project: ProjectConfig): ((file: string) => ProjectConfig) => {
  let others: readonly ProjectConfig[] | undefined;
  return (file) => {
    if (includes(project, file)) return project;
    others ??= referenced(project, new Set());
    return others.find((other) => includes(other, file)) ?? project;
  };
};

const includes = ({ files }: ProjectConfig, file: string): boolean => files.includes(file);

const referenced = ({ references }: ProjectConfig, seen: Set<string>): readonly ProjectConfig[] =>
  references.flatMap((path) => {
    const file = resolve(path);
    if (seen.has(file) || !existsSync(file)) return [];
    seen.add(file);
    const project = readProject(file);
    return [project, ...referenced(project, seen)];
  });
