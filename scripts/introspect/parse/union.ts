import { ts } from 'ts-morph';
import type { Literal, Refusal, Shape, ShapeOf } from '../model.ts';
import type { ShapeOfType } from './shape.ts';

/**
 * A union as one shape: literals are one choice, `undefined` is left to the property, and what cannot be sent is left
 * out while something can: what the schema takes, the function takes.
 */
export const unionOf = (types: readonly ts.Type[], shapeOf: ShapeOfType, whole?: ts.Type): Shape => {
  const shapes = types.map(shapeOf).filter(({ kind }) => kind !== 'nothing');
  const sendable = shapes.filter(({ kind }) => kind !== 'refused');
  if (shapes.length === 0) return { kind: 'nothing' };
  if (sendable.length === 0) return { kind: 'refused', refusals: shapes.flatMap(refusalsOf).slice(0, 1) };
  if (sendable.some(({ kind }) => kind === 'any')) return { kind: 'any' };
  const choice = choiceOf(sendable, whole);
  const others = flat(sendable.filter(({ kind }) => kind !== 'choice'));
  const members = withoutImplied([...others, ...choice]);
  return members.length === 1 ? (members[0] ?? { kind: 'any' }) : { kind: 'union', members };
};

const refusalsOf = (shape: Shape): readonly Refusal[] => (shape.kind === 'refused' ? shape.refusals : []);

const flat = (shapes: readonly Shape[]): readonly Shape[] =>
  shapes.flatMap((shape) => (shape.kind === 'union' ? shape.members : [shape]));

/** All literals together; `true | false` is a boolean. */
const choiceOf = (shapes: readonly Shape[], whole: ts.Type | undefined): readonly Shape[] => {
  const values = [...new Set(shapes.flatMap((shape) => (shape.kind === 'choice' ? shape.values : [])))];
  const both = values.includes(true) && values.includes(false);
  const rest = both ? values.filter((value) => typeof value !== 'boolean') : values;
  return [...(both ? [{ kind: 'boolean' } as const] : []), ...(rest.length > 0 ? [choice(rest, whole)] : [])];
};

const choice = (values: readonly Literal[], whole: ts.Type | undefined): ShapeOf<'choice'> => {
  const names = values.some((value) => typeof value === 'number') ? memberNames(values, whole) : undefined;
  return { kind: 'choice', values, ...(names ? { names } : {}) };
};

/** A model that sees `0 | 1 | 2` cannot know what they mean; the names of an enum's members say it. */
const memberNames = (values: readonly Literal[], whole: ts.Type | undefined): readonly string[] | undefined => {
  const members = (whole?.isUnion() ? whole.types : []).filter((type) => type.flags & ts.TypeFlags.EnumLiteral);
  const names = values.map((value) => members.find((type) => type.isLiteral() && type.value === value)?.symbol.name);
  return names.every((name) => name !== undefined) ? names : undefined;
};

/** Where any text may come, what is text of some form adds nothing; literals beside it are examples of it. */
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
