import { ts } from 'ts-morph';
import type { Place } from '../model.ts';
import { placeOf } from './place.ts';
import { tagsOf } from './words.ts';

/** Returns whether the comment of one of the nodes has a tag. */
export const hasTag = (nodes: readonly ts.Node[], tag: string): boolean =>
  nodes.flatMap(tagsOf).some(({ tagName }) => tagName.text === tag);

/**
 * Chooses the declaration to report: the one in the given file when there is one, so that a re-export is reported
 * where it is re-exported.
 */
export const placeIn = (source: ts.SourceFile, nodes: readonly ts.Declaration[]): Place => {
  const node = nodes.find((candidate) => candidate.getSourceFile() === source) ?? nodes[0] ?? source;
  return placeOf(ts.getNameOfDeclaration(node) ?? node);
};

/** Returns the name of an export. A default export and `export =` take their own name, or the name of their file. */
export const nameOfExport = (exported: ts.Symbol, symbol: ts.Symbol, source: ts.SourceFile): string =>
  exported.name === 'default' || exported.name === 'export=' ? defaultName(symbol, source) : exported.name;

const defaultName = (symbol: ts.Symbol, source: ts.SourceFile): string => {
  const named = symbol.declarations?.map((node) => ts.getNameOfDeclaration(node)).find(isNamed);
  return named?.text ?? (source.fileName.split('/').at(-1) ?? '').replace(/\..*$/, '').replace(/[^a-zA-Z0-9_-]/g, '_');
};

const isNamed = (node: ts.Node | undefined): node is ts.Identifier =>
  node !== undefined && ts.isIdentifier(node) && node.text !== 'default';

/** Follows imports and re-exports to the symbol they stand for. */
export const targetOf = (checker: ts.TypeChecker, symbol: ts.Symbol): ts.Symbol =>
  symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;

/** Returns whether a node is in a library of the language. */
export const isOfLanguage = (node: ts.Node): boolean => /\/lib\.[\w.]+\.d\.ts$/.test(node.getSourceFile().fileName);

/** Returns whether a node is in code that is not the user's: the language, or a package other than that of `home`. */
export const isPackaged = (node: ts.Node, home: string): boolean => {
  const found = packageOf(node.getSourceFile().fileName);
  return isOfLanguage(node) || (found !== undefined && found !== packageOf(home));
};

const packageOf = (file: string): string | undefined => /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0];
