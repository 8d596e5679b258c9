import { ts } from 'ts-morph';
import type { Words } from '../model.ts';
import { aliasWords } from './alias-words.ts';
import { firstWords, wordsBefore } from './words.ts';

/** Returns the words at the declarations of a property, also when a mapped type made the property. */
export const wordsOfSymbol = (checker: ts.TypeChecker, { declarations = [] }: ts.Symbol): Words =>
  firstWords(
    ...declarations
      .filter((node) => !ts.isParameter(node))
      .flatMap((node) => [wordsBefore(node), aliasWords(checker, typeOf(node))]),
  );

const typeOf = (node: ts.Node): ts.TypeNode | undefined =>
  ts.isPropertySignature(node) || ts.isPropertyDeclaration(node) ? node.type : undefined;
