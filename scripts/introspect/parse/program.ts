import { dirname } from 'node:path';
import { Project, ts } from 'ts-morph';
import { outlineOf } from '../outline.ts';
import type { Reading } from './types.ts';
import { ambientFiles, bystandersOf, forget } from './ambient.ts';
import { readProject, type ProjectConfig } from './project.ts';

/** A program that can be queried again after files have changed. */
export interface LiveProgram {
  /** Returns the program of the moment and its checker. */
  readonly reading: () => Reading;
  /** Returns a source of the program. */
  readonly source: (file: string) => ts.SourceFile | undefined;
  /** All files of the program and those that decide about them, without those of the language. */
  readonly dependencies: () => readonly string[];
  /** Files of the project that are not part of the program. What they import may add to it. */
  readonly bystanders: () => readonly string[];
  /** Folders in which a new file could change the program. */
  readonly folders: () => readonly string[];
  /** Reads a file again. Returns true when its text has changed. */
  readonly refresh: (file: string) => boolean;
  /** Opens the program of all files that the tsconfig includes; absent when this is it. */
  readonly whole?: () => LiveProgram;
}

/** Options of a program. */
export interface ProgramOptions {
  /** Absolute paths of the sources to read. */
  readonly files: readonly string[];
  /** A tsconfig. Default: none, with the newest options. */
  readonly project?: ProjectConfig | string | undefined;
}

/** Options that hold for all projects: strict null checks, JavaScript is read, nothing is written. */
const ALWAYS: ts.CompilerOptions = {
  strictNullChecks: true,
  allowJs: true,
  noEmit: true,
  skipLibCheck: true,
  incremental: false,
  composite: false,
};

/**
 * Opens the program that the project's own compiler would make of some files, with its ambient declarations. Opening the
 * whole project takes much longer, and is left to those who miss something.
 */
export const openProgram = ({ files, project }: ProgramOptions): LiveProgram => {
  const config = typeof project === 'object' ? project : readProject(project);
  const morph = new Project({
    compilerOptions: { ...config.options, ...ALWAYS },
    skipFileDependencyResolution: true,
  });
  for (const file of [...files, ...ambientFiles(config)]) morph.addSourceFileAtPathIfExists(file);
  let program = morph.getProgram().compilerObject;
  let bystanders = bystandersOf(program, config);
  const complete = (): void => {
    const added = new Set<string>();
    // A file that is added may bring modules to which further files add.
    for (let missing = bystanders.missingIn(program); missing.some((file) => !added.has(file));) {
      for (const file of missing) morph.addSourceFileAtPathIfExists(file);
      for (const file of missing) added.add(file);
      program = morph.getProgram().compilerObject;
      missing = bystanders.missingIn(program);
    }
  };
  complete();
  const others = config.files.filter((file) => !files.includes(file));
  return {
    ...(others.length > 0 && { whole: once(() => openProgram({ files: [...files, ...others], project: config })) }),
    reading: () => ({ program, checker: program.getTypeChecker() }),
    source: (file) => program.getSourceFile(file),
    dependencies: () => [
      ...program
        .getSourceFiles()
        .flatMap((source) => (program.isSourceFileDefaultLibrary(source) ? [] : [source.fileName])),
      ...config.configurations,
      ...bystanders.packages,
    ],
    bystanders: () => bystanders.files,
    folders: () => foldersOf(program, config),
    refresh: (file) => {
      const source = morph.getSourceFile(file) ?? morph.addSourceFileAtPathIfExists(file);
      const before = source?.getFullText();
      source?.refreshFromFileSystemSync();
      program = morph.getProgram().compilerObject;
      const after = source?.getFullText();
      if (outlineOf(before ?? '') !== outlineOf(after ?? '')) {
        forget(file, config);
        bystanders = bystandersOf(program, config);
        complete();
      }
      return after !== before;
    },
  };
};

const once = <T>(make: () => T): (() => T) => {
  let made: T | undefined;
  return () => (made ??= make());
};

/** A resolution of the compiler, with the places where it looked first. */
interface Resolution {
  readonly failedLookupLocations?: readonly string[];
}

/** The part of a program that its declarations leave out. */
interface Resolutions {
  forEachResolvedModule(callback: (resolution: Resolution) => void): void;
  forEachResolvedTypeReferenceDirective(callback: (resolution: Resolution) => void): void;
}

/** A file that appears in one of these folders may be found before, or instead of, one that is read now. Some do not exist. */
const foldersOf = (program: ts.Program, { files }: ProjectConfig): readonly string[] => {
  const folders = new Set(files.map((file) => dirname(file)));
  for (const root of ts.getEffectiveTypeRoots(program.getCompilerOptions(), ts.sys) ?? []) folders.add(root);
  const addFailed = ({ failedLookupLocations = [] }: Resolution): void =>
    failedLookupLocations.forEach((file) => folders.add(dirname(file)));
  const resolutions = program as unknown as Resolutions;
  resolutions.forEachResolvedModule(addFailed);
  resolutions.forEachResolvedTypeReferenceDirective(addFailed);
  return [...folders];
};
