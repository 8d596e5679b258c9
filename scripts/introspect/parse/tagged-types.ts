import { ts } from 'ts-morph';
import type { Place } from '../model.ts';
import { hasTag, nameOfExport, placeIn, targetOf } from './exported.ts';
import { placeOf } from './place.ts';
import type { Reading } from './types.ts';

/** A type tagged `@schema`, as syntax. */
export interface TaggedType {
  /** Path of the export in its module. */
  readonly path: readonly string[];
  /** Name of the type. */
  readonly name: string;
  /** Symbol of the type. */
  readonly symbol: ts.Symbol;
  /** Nodes that may carry the comment: the declarations, the export. */
  readonly documented: readonly ts.Node[];
  /** Place of the type. */
  readonly place: Place;
  /** True if the module exports the type. */
  readonly exported: boolean;
}

const TAG = 'schema';

/** Finds the types tagged `@schema` in a module, in source order, including those that are not exported. */
export const taggedTypes = (reading: Reading, source: ts.SourceFile): readonly TaggedType[] => {
  const module = reading.checker.getSymbolAtLocation(source);
  const exports = module ? reading.checker.getExportsOfModule(module) : [];
  const known = new Set(exports.map((symbol) => targetOf(reading.checker, symbol)));
  return [...exports.flatMap((symbol) => ofExport(reading, source, symbol)), ...unexported(reading, source, known)]
    .filter(({ documented }) => hasTag(documented, TAG) && !hasTag(documented, 'internal'))
    .sort((a, b) => a.place.line - b.place.line || a.place.column - b.place.column);
};

const ofExport = ({ checker }: Reading, source: ts.SourceFile, exported: ts.Symbol): readonly TaggedType[] => {
  const symbol = targetOf(checker, exported);
  const types = (symbol.declarations ?? []).filter(isType);
  if (types.length === 0) return [];
  const outer = exported === symbol ? [] : (exported.declarations ?? []);
  return [
    {
      path: [exported.name],
      name: nameOfExport(exported, symbol, source),
      symbol,
      documented: [...types, ...outer.flatMap(statementOf)],
      place: placeIn(source, [...outer, ...types]),
      exported: true,
    },
  ];
};

type TypeDeclaration = ts.InterfaceDeclaration | ts.TypeAliasDeclaration | ts.ClassDeclaration | ts.EnumDeclaration;

/** Classes and enums are included, so that their tag is reported as a mistake. */
const isType = (node: ts.Node): node is TypeDeclaration =>
  ts.isInterfaceDeclaration(node) ||
  ts.isTypeAliasDeclaration(node) ||
  ts.isClassDeclaration(node) ||
  ts.isEnumDeclaration(node);

/** In `export type { Person } from './person.ts'` the comment belongs to the whole statement. */
const statementOf = (node: ts.Node): readonly ts.Node[] => (ts.isExportSpecifier(node) ? [node.parent.parent] : []);

const unexported = (
  { checker }: Reading,
  source: ts.SourceFile,
  known: ReadonlySet<ts.Symbol>,
): readonly TaggedType[] =>
  source.statements.filter(isType).flatMap((node) => {
    const symbol = node.name && checker.getSymbolAtLocation(node.name);
    if (symbol === undefined || known.has(symbol)) return [];
    const { name } = symbol;
    return [{ path: [name], name, symbol, documented: [node], place: placeOf(node.name ?? node), exported: false }];
  });
