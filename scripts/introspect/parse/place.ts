import type { ts } from 'ts-morph';
import type { Place } from '../model.ts';

/** Returns the place where a node begins, after its comments. */
export const placeOf = (node: ts.Node): Place => {
  const source = node.getSourceFile();
  const { line, character } = source.getLineAndCharacterOfPosition(node.getStart(source));
  return { file: source.fileName, line: line + 1, column: character + 1 };
};
