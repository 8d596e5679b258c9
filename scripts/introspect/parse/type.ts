import { ts } from 'ts-morph';
import type { Refusal, Shape, TypeModel } from '../model.ts';
import { descriptionOf } from './function.ts';
import { placeOfProperty } from './property-place.ts';
import { revivedIn } from './revived.ts';
import { unresolved } from './scalar.ts';
import type { ShapeOfType } from './shape.ts';
import type { TaggedType } from './tagged-types.ts';
import type { Reading } from './types.ts';
import { unresolvedIn } from './unresolved.ts';
import { tagsOf, textOf } from './words.ts';

/** Reads a tagged type: its name, description and shape, or the reasons why no answer can have it. */
export const typeOf = (reading: Reading, shapeOf: ShapeOfType, tagged: TaggedType): TypeModel => {
  const { path, name, symbol, documented, place } = tagged;
  const type = reading.checker.getDeclaredTypeOfSymbol(symbol);
  const model = { path, name, place, description: descriptionOf(documented) || textBehind(documented) };
  const misplaced = misplacedTag(tagged);
  if (misplaced !== undefined)
    return { ...model, shape: { kind: 'any' }, refusals: [{ path: [], reason: misplaced, place }] };
  const missing = unresolvedIn(reading, symbol.declarations ?? []);
  if (missing !== undefined) {
    const refusal = { path: [], reason: unresolved(missing.name), place: missing.place };
    return { ...model, shape: { kind: 'any' }, refusals: [refusal] };
  }
  const shape = shapeOf(type, documented[0]);
  const refusals = refusalsOf(shape).map((refusal) => ({
    ...refusal,
    place: placeOfProperty(reading, type, refusal.path, place),
  }));
  return { ...model, shape: rootOf(shape), refusals };
};

/** In `@schema A person.` the text after the tag is the description. */
const textBehind = (documented: readonly ts.Node[]): string =>
  documented
    .flatMap(tagsOf)
    .flatMap(({ tagName, comment }) => (tagName.text === 'schema' ? [textOf(comment)] : []))
    .join('\n\n');

/** Writes a recursive type out at the root, because endpoints take no reference there. */
const rootOf = (shape: Shape): Shape => (shape.kind === 'reference' ? shape.definition.shape : shape);

const refusalsOf = (shape: Shape): readonly Refusal[] => {
  if (shape.kind === 'refused') return shape.refusals;
  const revived = revivedIn(shape);
  const root = rootOf(shape);
  return revived.length > 0 || root.kind === 'object' ? revived : [{ path: [], reason: noObject(root) }];
};

/** Returns the reason why the tag cannot stand here. */
const misplacedTag = ({ name, symbol, documented, exported }: TaggedType): string | undefined => {
  if (symbol.flags & (ts.SymbolFlags.Class | ts.SymbolFlags.Enum))
    return `is ${symbol.flags & ts.SymbolFlags.Class ? 'a class' : 'an enum'}; @schema stands before an interface or a type alias`;
  if (documented.some(isGeneric))
    return `has type parameters; tag an alias that fills them in, such as "type Answer = ${name}<string>"`;
  return exported ? undefined : 'is tagged @schema and not exported; export it';
};

const isGeneric = (node: ts.Node): boolean =>
  (ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node)) && node.typeParameters !== undefined;

const KINDS: Readonly<Partial<Record<Shape['kind'], string>>> = {
  any: 'anything',
  array: 'a list',
  tuple: 'a tuple',
  union: 'a union',
};

const noObject = ({ kind }: Shape): string =>
  `is ${KINDS[kind] ?? 'a single value'}, and the root of an answer is an object; ` +
  'tag an interface that has it as a property';
