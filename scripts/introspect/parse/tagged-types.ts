import { ts } from 'ts-morph';
import type { Place } from '../model.ts';
import { hasTag, nameOfExport, placeIn, targetOf } from './exported.ts';
import { placeOf } from './place.ts';
import type { Reading } from './types.ts';

/** A type that is tagged `@schema`, as the syntax has it. */
export interface TaggedType {
  readonly path: readonly string[];
  readonly name: string;
  readonly symbol: ts.Symbol;
  /** Where its comment may stand: the declarations, the export. */
  readonly documented: readonly ts.Node[];
  readonly place: Place;
  readonly exported: boolean;
}

const TAG = 'schema';

/** All types of a module that are tagged `@schema`, in the order of the source; also those that it does not export. */
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

/** Classes and enums too: their tag is a mistake that is better told than passed over. */
const isType = (node: ts.Node): node is TypeDeclaration =>
  ts.isInterfaceDeclaration(node) ||
  ts.isTypeAliasDeclaration(node) ||
  ts.isClassDeclaration(node) ||
  ts.isEnumDeclaration(node);

/** `export type { Person } from './person.ts'` has its comment before the whole. */
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
