import { Project, ts } from 'ts-morph';
import type { Reading } from './parse/types.ts';
import { usageProblem } from './usage-problem.ts';

/** A program that can be queried again after files have changed. */
export interface LiveProgram {
  /** Returns the program of the moment and its checker. */
  readonly reading: () => Reading;
  /** Returns a source of the program. */
  readonly source: (file: string) => ts.SourceFile | undefined;
  /** All files of the program, without those of the language. */
  readonly dependencies: () => readonly string[];
  /** Reads a file again. Returns true when its text has changed. */
  readonly refresh: (file: string) => boolean;
}

/** Options of a program. */
export interface ProgramOptions {
  /** Absolute paths of the sources to read. */
  readonly files: readonly string[];
  /** A tsconfig. Default: none, with the newest options. */
  readonly project?: string | undefined;
  /**
   * `named` loads only the files that are imported, because ambient packages such as @types/node cost more than all
   * the rest. `all` loads the packages that the tsconfig names.
   */
  readonly ambient: 'named' | 'all';
}

const DEFAULTS: ts.CompilerOptions = {
  target: ts.ScriptTarget.ESNext,
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  lib: ['lib.esnext.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'],
  strict: true,
  types: ['*'],
};

/** Options that hold for all projects: strict null checks, JavaScript is read, nothing is written. */
const ALWAYS: ts.CompilerOptions = {
  strictNullChecks: true,
  allowJs: true,
  noEmit: true,
  skipLibCheck: true,
  incremental: false,
  composite: false,
};

/** Opens a program for some files of a project. */
export const openProgram = ({ files, project, ambient }: ProgramOptions): LiveProgram => {
  const types = ambient === 'named' ? { types: [] } : {};
  const morph = readable(project, { ...(project === undefined ? DEFAULTS : {}), ...ALWAYS, ...types });
  for (const file of files) morph.addSourceFileAtPath(file);
  let program = morph.getProgram().compilerObject;
  return {
    reading: () => ({ program, checker: program.getTypeChecker() }),
    source: (file) => program.getSourceFile(file),
    dependencies: () =>
      program
        .getSourceFiles()
        .flatMap((source) => (program.isSourceFileDefaultLibrary(source) ? [] : [source.fileName])),
    refresh: (file) => {
      const source = morph.getSourceFile(file) ?? morph.addSourceFileAtPathIfExists(file);
      const before = source?.getFullText();
      source?.refreshFromFileSystemSync();
      program = morph.getProgram().compilerObject;
      return source?.getFullText() !== before;
    },
  };
};

/**
 * Reads a tsconfig.
 * @throws a usage problem when it cannot be read.
 */
const readable = (project: string | undefined, compilerOptions: ts.CompilerOptions): Project => {
  try {
    const tsConfig = project === undefined ? {} : { tsConfigFilePath: project };
    return new Project({
      ...tsConfig,
      compilerOptions,
      skipAddingFilesFromTsConfig: true,
      skipFileDependencyResolution: true,
    });
  } catch (error) {
    throw usageProblem(`${project ?? 'the tsconfig'} cannot be read: ${(error as Error).message}`);
  }
};
