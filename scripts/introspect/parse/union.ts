import { ts } from 'ts-morph';
import type { Literal, Refusal, Shape, ShapeOf } from '../model.ts';
import { byDeclaration, inSourceOrder } from './order.ts';
import type { ShapeOfType } from './shape.ts';
import type { ReadingAt } from './types.ts';

/**
 * Reads a union as one shape. Its literals are one choice, and `undefined` belongs to the property. A member that
 * cannot be sent is left out while others can be: the function takes everything that the schema takes.
 */
export const unionOf = ({ checker, at }: ReadingAt, union: ts.UnionType, shapeOf: ShapeOfType): Shape => {
  const types = byDeclaration(checker, union.types);
  const shapes = types.map((type) => shapeOf(type)).filter(({ kind }) => kind !== 'nothing');
  const sendable = shapes.filter(({ kind }) => kind !== 'refused');
  if (shapes.length === 0) return { kind: 'nothing' };
  if (sendable.length === 0) return { kind: 'refused', refusals: shapes.flatMap(refusalsOf).slice(0, 1) };
  if (sendable.some(({ kind }) => kind === 'any')) return { kind: 'any' };
  const choice = choiceOf(sendable, (values) => ordered({ checker, at }, values), types);
  const others = withOneBigint(flat(sendable.filter(({ kind }) => kind !== 'choice')));
  const members = withoutImplied([...others, ...choice]);
  return members.length === 1 ? (members[0] ?? { kind: 'any' }) : { kind: 'union', members };
};

const refusalsOf = (shape: Shape): readonly Refusal[] => (shape.kind === 'refused' ? shape.refusals : []);

const flat = (shapes: readonly Shape[]): readonly Shape[] =>
  shapes.flatMap((shape) => (shape.kind === 'union' ? shape.members : [shape]));

/** Joins bigint literals. A bigint of any value includes them. */
const withOneBigint = (shapes: readonly Shape[]): readonly Shape[] => {
  const bigints = shapes.filter((shape) => shape.kind === 'revived' && shape.as === 'bigint') as ShapeOf<'revived'>[];
  if (bigints.length < 2) return shapes;
  const isAny = bigints.some(({ values }) => values === undefined);
  const values = bigints.flatMap((shape) => shape.values ?? []).sort((a, b) => Number(BigInt(a) - BigInt(b)));
  const others = shapes.filter((shape) => !(shape.kind === 'revived' && shape.as === 'bigint'));
  return [...others, { kind: 'revived', as: 'bigint', ...(isAny ? {} : { values }) }];
};

const nullLast = (a: Literal, b: Literal): number => Number(a === null) - Number(b === null);

const ordered = ({ checker, at }: Pick<ReadingAt, 'checker' | 'at'>, values: readonly Literal[]): readonly Literal[] =>
  [...inSourceOrder(checker, at, values, (value) => value)].sort(nullLast);

/** Joins all literals. `true | false` is a boolean. */
const choiceOf = (
  shapes: readonly Shape[],
  sort: (values: readonly Literal[]) => readonly Literal[],
  types: readonly ts.Type[],
): readonly Shape[] => {
  const values = [...new Set(shapes.flatMap((shape) => (shape.kind === 'choice' ? shape.values : [])))];
  const both = values.includes(true) && values.includes(false);
  const rest = sort(both ? values.filter((value) => typeof value !== 'boolean') : values);
  return [...(both ? [{ kind: 'boolean' } as const] : []), ...(rest.length > 0 ? [choice(rest, types)] : [])];
};

const choice = (values: readonly Literal[], types: readonly ts.Type[]): ShapeOf<'choice'> => {
  const names = values.some((value) => typeof value === 'number') ? memberNames(values, types) : undefined;
  return { kind: 'choice', values, ...(names ? { names } : {}) };
};

/** The names of an enum's members explain values such as `0 | 1 | 2` to the model. */
const memberNames = (values: readonly Literal[], types: readonly ts.Type[]): readonly string[] | undefined => {
  const members = types.filter((type) => type.flags & ts.TypeFlags.EnumLiteral);
  const names = values.map((value) => members.find((type) => type.isLiteral() && type.value === value)?.symbol.name);
  return names.every((name) => name !== undefined) ? names : undefined;
};

/** `string` includes text of any pattern. Literals next to it become examples. */
const withoutImplied = (members: readonly Shape[]): readonly Shape[] => {
  if (!members.some(isAnyText)) return members;
  const literals = members.flatMap((member) => (member.kind === 'choice' ? member.values : []));
  const texts = literals.filter((value) => typeof value === 'string');
  const others = literals.filter((value) => typeof value !== 'string');
  return [
    texts.length > 0 ? { kind: 'text', examples: texts } : { kind: 'string' },
    ...members.filter(({ kind }) => !['string', 'text', 'revived', 'choice'].includes(kind)),
    ...(others.length > 0 ? [{ kind: 'choice', values: others } as const] : []),
  ];
};

const isAnyText = (shape: Shape): boolean =>
  shape.kind === 'string' || (shape.kind === 'text' && shape.pattern === undefined);
