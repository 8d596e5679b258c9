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
export const projectOfFile = (file: string, project: ProjectConfig): ProjectConfig =>
  includes(project, file)
    ? project
    : (referenced(project, new Set()).find((other) => includes(other, file)) ?? project);

const includes = ({ files }: ProjectConfig, file: string): boolean => files.includes(file);

const referenced = ({ references }: ProjectConfig, seen: Set<string>): readonly ProjectConfig[] =>
  references.flatMap((path) => {
    const file = resolve(path);
    if (seen.has(file) || !existsSync(file)) return [];
    seen.add(file);
    const project = readProject(file);
    return [project, ...referenced(project, seen)];
  });

/** Returns the included files whose declarations hold without an import: scripts, and modules that declare globals. */
export const ambientFiles = ({ files }: ProjectConfig): readonly string[] =>
  files.filter((file) => isAmbient(ts.sys.readFile(file) ?? ''));

/** Returns whether a file declares or brings globals and is not included by a project. */
export const isOutsider = (file: string, project: ProjectConfig): boolean => {
  const isOther = !includes(project, file) && !file.includes('/node_modules/');
  const text = isOther ? (ts.sys.readFile(file) ?? '') : '';
  return isAmbient(text) || /^\/\/\/\s*<reference\b/m.test(text);
};

const isAmbient = (text: string): boolean =>
  /\bdeclare\s+(global|module)\b/.test(text) || (/\b(declare|interface|type|namespace)\b/.test(text) && isScript(text));

const isScript = (text: string): boolean => !/^\s*(import|export)\b/m.test(text);
