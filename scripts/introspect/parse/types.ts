import type { ts } from 'ts-morph';

/** What reading types needs: one program and its checker. */
export interface Reading {
  readonly program: ts.Program;
  readonly checker: ts.TypeChecker;
}

/** Also where in the source: the syntax that says a type. */
export interface ReadingAt extends Reading {
  readonly at: ts.Node | undefined;
}
