import { ts } from 'ts-morph';
import type { Definition, Shape } from '../model.ts';
import { builtinOf } from './builtin.ts';
import { arrayOf, objectOf } from './object.ts';
import { refused } from './refuse.ts';
import { has, scalarOf } from './scalar.ts';
import { textOf } from './template.ts';
import { nameOfType, plainName } from './type-name.ts';
import type { Reading, ReadingAt } from './types.ts';
import { unionOf } from './union.ts';

/** Reads a type. `at` is the syntax of the type, when there is one: it decides the order of the parts. */
export type ShapeOfType = (type: ts.Type, at?: ts.Node) => Shape;

/** Limit of nested uses of one generic type. Beyond it the type is taken as endless. */
const MAX_NESTING = 6;
/** Limit of parts of one type. A larger type cannot be an argument, because no model could fill it. */
const MAX_PARTS = 4000;

/**
 * A type that is being read. When it is met again it becomes a definition. A list becomes one only the second time,
 * because the type of its items has the better name.
 */
interface Open {
  times: number;
  definition?: Definition;
}

/**
 * Makes a reader of shapes. It remembers the types it has read, and of two types that contain each other the first one
 * met becomes the definition. Use one reader for each function, so that its output does not depend on others.
 */
export const shapeReader = (reading: Reading): ShapeOfType => {
  const finished = new Map<ts.Type, Shape>();
  const open = new Map<ts.Type, Open>();
  let parts = 0;
  let place: ts.Node | undefined;

  const define = (type: ts.Type): Definition => ({
    name: plainName(nameOfType(reading, type)),
    shape: { kind: 'any' },
  });

  const enter = (type: ts.Type): Shape => {
    const outer = open.get(type);
    const state = outer ?? { times: 0 };
    state.times += 1;
    open.set(type, state);
    const shape = read({ ...reading, at: place }, type, shapeOf);
    if (outer === undefined) open.delete(type);
    if (state.definition === undefined || shape.kind === 'refused') return shape;
    state.definition.shape = shape;
    return { kind: 'reference', definition: state.definition };
  };

  const shapeOf: ShapeOfType = (type, at = place) => {
    const before = place;
    place = at;
    const shape = shapeAt(type);
    place = before;
    return shape;
  };

  const shapeAt = (type: ts.Type): Shape => {
    const known = finished.get(type);
    if (known !== undefined) return known;
    const state = open.get(type);
    if (state !== undefined && state.times >= (reading.checker.isArrayType(type) ? 2 : 1))
      return { kind: 'reference', definition: (state.definition ??= define(type)) };
    if (open.size === 0) parts = 0;
    if (++parts > MAX_PARTS) return refused(`has more than ${String(MAX_PARTS)} parts`);
    if (isEndless(type, open)) return refused('contains itself with ever new type arguments');
    if (!isComposite(type)) return read({ ...reading, at: place }, type, shapeOf);
    const shape = enter(type);
    // Forgets shapes that may refer to a refused type.
    if (shape.kind === 'refused') finished.clear();
    else finished.set(type, shape);
    return shape;
  };
  return shapeOf;
};

const isComposite = (type: ts.Type): boolean =>
  (type.flags & (ts.TypeFlags.Object | ts.TypeFlags.UnionOrIntersection)) !== 0;

const isEndless = (type: ts.Type, open: ReadonlyMap<ts.Type, unknown>): boolean => {
  const symbol = type.aliasSymbol ?? (type.flags & ts.TypeFlags.Object ? type.getSymbol() : undefined);
  if (symbol === undefined || symbol.name.startsWith('__') || symbol.name === 'Array') return open.size > 200;
  return [...open.keys()].filter((other) => (other.aliasSymbol ?? other.getSymbol()) === symbol).length > MAX_NESTING;
};

const read = (reading: ReadingAt, type: ts.Type, shapeOf: ShapeOfType): Shape =>
  scalarOf(type) ??
  (has(type, ts.TypeFlags.TemplateLiteral | ts.TypeFlags.StringMapping)
    ? textOf(type)
    : has(type, ts.TypeFlags.Union)
      ? unionOf(reading, type as ts.UnionType, shapeOf)
      : has(type, ts.TypeFlags.Instantiable)
        ? constraintOf(reading, type, shapeOf)
        : compositeOf(reading, type, shapeOf));

const compositeOf = (reading: ReadingAt, type: ts.Type, shapeOf: ShapeOfType): Shape => {
  const primitive = type.isIntersection() ? type.types.find((part) => !isPlainObject(part)) : undefined;
  // A branded type, such as `string & { __brand: 'Id' }`, is read as the type without its brand.
  if (primitive !== undefined) return shapeOf(primitive);
  const branded = type.isIntersection() ? type.types.find((part) => builtinOf(reading, part, shapeOf)) : type;
  return (
    (branded && builtinOf(reading, branded, shapeOf)) ??
    arrayOf(reading, type, shapeOf) ??
    objectOf(reading, type, shapeOf)
  );
};

const isPlainObject = (type: ts.Type): boolean =>
  has(
    type,
    ts.TypeFlags.Object | ts.TypeFlags.NonPrimitive | ts.TypeFlags.Instantiable | ts.TypeFlags.UnionOrIntersection,
  );

/** A type parameter is read as its default, unless that is `never`, or as its constraint. */
const constraintOf = (reading: ReadingAt, type: ts.Type, shapeOf: ShapeOfType): Shape => {
  const fallback = type.getDefault();
  const bound =
    fallback && !has(fallback, ts.TypeFlags.Never) ? fallback : reading.checker.getBaseConstraintOfType(type);
  return bound === undefined || bound === type ? { kind: 'any' } : shapeOf(bound);
};
