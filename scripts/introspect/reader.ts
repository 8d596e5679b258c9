import type { Diagnostic, FunctionModel, TypeModel } from './model.ts';
import type { Prompt } from './lock/model.ts';
import type { AgentModel, Graph } from './graph/model.ts';

/** The exports of one source, in terms of rxswarm. */
export interface FileModel {
  /** Absolute path of the source. */
  readonly file: string;
  /** Exported functions, in source order. */
  readonly functions: readonly FunctionModel[];
  /** Types tagged `@schema`, in source order. */
  readonly types: readonly TypeModel[];
  /** Warnings about exports of which no schema is made, and about those that may not be set when they are bound. */
  readonly warnings: readonly Diagnostic[];
  /** Syntax errors of the source and of the local files that it imports. */
  readonly problems: readonly Diagnostic[];
  /** The way in which the written module imports the source. */
  readonly source: SourceImport;
}

/** The way in which a written module imports its source. */
export interface SourceImport {
  /** The end of import specifiers in the file's project: `.js`, `.ts` or nothing. */
  readonly extension: string;
  /** `import * as`, or the two forms for a module that is one assigned value. */
  readonly form: 'namespace' | 'default' | 'require';
  /** Whether the written module has to be CommonJS in its syntax too. */
  readonly isCommonJs: boolean;
}

/**
 * Reads the sources of a project. `parse/` implements it with ts-morph; nothing else knows the compiler, so that a
 * reader over another one can take its place.
 */
export interface Reader {
  /** Reads the exports of a source. */
  readonly file: (path: string) => FileModel;
  /** Finds the agents of the project, who they hand off to, and which of them runs begin with. */
  readonly graph: () => Graph;
  /** Finds the agents alone. */
  readonly agents: () => readonly AgentModel[];
  /** Collects the prompts of the agents. */
  readonly prompts: () => readonly Prompt[];
  /** All files of the project, without those of the language. */
  readonly dependencies: () => readonly string[];
  /** Files of the project that are not read. They matter by what they import and declare. */
  readonly bystanders: () => readonly string[];
  /** Folders in which a new file could change what is read. */
  readonly folders: () => readonly string[];
  /** Returns the files among those that a change affects: the changed ones, and those that import them at any depth. */
  readonly reachedBy: (files: readonly string[], changed: ReadonlySet<string>) => readonly string[];
  /** Reads a file again. Returns true when its text has changed. */
  readonly refresh: (file: string) => boolean;
}

/** Some files, and the reader of their project. */
export interface OpenFiles {
  /** Absolute paths of the sources. */
  readonly files: readonly string[];
  /** The reader of their project. */
  readonly reader: Reader;
}
