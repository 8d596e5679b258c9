import { Project, ts } from 'ts-morph';
import type { Reading } from './parse/types.ts';
import { usageProblem } from './usage-problem.ts';

/** A program that can be asked again after files changed. */
export interface LiveProgram {
  readonly reading: () => Reading;
  readonly source: (file: string) => ts.SourceFile | undefined;
  /** Every file it was made of, without those of the language. */
  readonly dependencies: () => readonly string[];
  /** Reads a file again; true where its text is another. */
  readonly refresh: (file: string) => boolean;
}

export interface ProgramOptions {
  readonly files: readonly string[];
  /** A tsconfig. Default: none, and the newest of everything. */
  readonly project?: string | undefined;
  /**
   * `named`: only what the files import; ambient packages such as @types/node cost more than all the rest and are
   * seldom needed for a signature. `all`: as the tsconfig says.
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

/** Whatever a project says: null is a type of its own, JavaScript is read, nothing is written. */
const ALWAYS: ts.CompilerOptions = {
  strictNullChecks: true,
  allowJs: true,
  noEmit: true,
  skipLibCheck: true,
  incremental: false,
  composite: false,
};

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

/** @throws a usage problem where the tsconfig cannot be read. */
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
