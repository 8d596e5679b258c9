import { ts } from 'ts-morph';
import type { Words } from '../model.ts';
import { firstWords, wordsBefore } from './words.ts';

/** The words at a property's declarations, also where a mapped type made the property. */
export const wordsOfSymbol = (symbol: ts.Symbol): Words =>
  firstWords(...(symbol.declarations ?? []).filter((node) => !ts.isParameter(node)).map(wordsBefore));
