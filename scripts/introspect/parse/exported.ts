import { ts } from 'ts-morph';
import type { Place } from '../model.ts';
import { placeOf } from './place.ts';

/** Whether a tag stands in the comment of one of the nodes. */
export const hasTag = (nodes: readonly ts.Node[], tag: string): boolean =>
  nodes.flatMap((node) => ts.getJSDocTags(node)).some(({ tagName }) => tagName.text === tag);

/** In the file that was asked for, if it has a place there: a re-export is reported where it is re-exported. */
export const placeIn = (source: ts.SourceFile, nodes: readonly ts.Declaration[]): Place => {
  const node = nodes.find((candidate) => candidate.getSourceFile() === source) ?? nodes[0] ?? source;
  return placeOf(ts.getNameOfDeclaration(node) ?? node);
};

/** What an export is called, a default one by its own name or, without one, by its file's. */
export const nameOfExport = (exported: ts.Symbol, symbol: ts.Symbol, source: ts.SourceFile): string =>
  exported.name === 'default' ? defaultName(symbol, source) : exported.name;

const defaultName = (symbol: ts.Symbol, source: ts.SourceFile): string => {
  const named = symbol.declarations?.map((node) => ts.getNameOfDeclaration(node)).find(isNamed);
  return named?.text ?? (source.fileName.split('/').at(-1) ?? '').replace(/\..*$/, '').replace(/[^a-zA-Z0-9_-]/g, '_');
};

const isNamed = (node: ts.Node | undefined): node is ts.Identifier =>
  node !== undefined && ts.isIdentifier(node) && node.text !== 'default';

/** What a name stands for, where it was brought from elsewhere. */
export const targetOf = (checker: ts.TypeChecker, symbol: ts.Symbol): ts.Symbol =>
  symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;

/** Whether a node stands in code that is not the reader's own to change. */
export const isPackaged = (node: ts.Node): boolean =>
  /\/node_modules\/|\/lib\.[\w.]+\.d\.ts$/.test(node.getSourceFile().fileName);
