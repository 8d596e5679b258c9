import type { ts } from 'ts-morph';

/** The context of reading types: one program and its checker. */
export interface Reading {
  /** The program. */
  readonly program: ts.Program;
  /** The program's type checker. */
  readonly checker: ts.TypeChecker;
}

/** The same, with the syntax of the type. */
export interface ReadingAt extends Reading {
  /** The syntax, when there is one. */
  readonly at: ts.Node | undefined;
}
