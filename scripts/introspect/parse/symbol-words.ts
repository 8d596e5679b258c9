import { ts } from 'ts-morph';
import type { Words } from '../model.ts';
import { firstWords, wordsBefore } from './words.ts';

/** Returns the words at the declarations of a property, also when a mapped type made the property. */
export const wordsOfSymbol = (symbol: ts.Symbol): Words =>
  firstWords(...(symbol.declarations ?? []).filter((node) => !ts.isParameter(node)).map(wordsBefore));
