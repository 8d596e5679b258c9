import { ts } from 'ts-morph';
import type { Refusal, Shape, TypeModel } from '../model.ts';
import { descriptionOf } from './function.ts';
import { placeOfProperty } from './property-place.ts';
import { revivedIn } from './revived.ts';
import type { ShapeOfType } from './shape.ts';
import type { TaggedType } from './tagged-types.ts';
import type { Reading } from './types.ts';
import { textOf } from './words.ts';

/** Everything an endpoint will know of a type, or why no answer could be of it. */
export const typeOf = (reading: Reading, shapeOf: ShapeOfType, tagged: TaggedType): TypeModel => {
  const { path, name, symbol, documented, place } = tagged;
  const type = reading.checker.getDeclaredTypeOfSymbol(symbol);
  const model = { path, name, place, description: descriptionOf(documented) || textBehind(documented) };
  const misplaced = misplacedTag(tagged);
  if (misplaced !== undefined)
    return { ...model, shape: { kind: 'any' }, refusals: [{ path: [], reason: misplaced, place }] };
  const shape = shapeOf(type, documented[0]);
  const refusals = refusalsOf(shape).map((refusal) => ({
    ...refusal,
    place: placeOfProperty(reading, type, refusal.path, place),
  }));
  return { ...model, shape: rootOf(shape), refusals };
};

/** `@schema A person.`: who writes the tag first means what follows as the description. */
const textBehind = (documented: readonly ts.Node[]): string =>
  documented
    .flatMap((node) => ts.getJSDocTags(node))
    .flatMap(({ tagName, comment }) => (tagName.text === 'schema' ? [textOf(comment)] : []))
    .join('\n\n');

/** A type that contains itself is written out at the root, where an endpoint takes no reference. */
const rootOf = (shape: Shape): Shape => (shape.kind === 'reference' ? shape.definition.shape : shape);

const refusalsOf = (shape: Shape): readonly Refusal[] => {
  if (shape.kind === 'refused') return shape.refusals;
  const revived = revivedIn(shape);
  const root = rootOf(shape);
  return revived.length > 0 || root.kind === 'object' ? revived : [{ path: [], reason: noObject(root) }];
};

/** Why the tag cannot stand where it does. */
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
