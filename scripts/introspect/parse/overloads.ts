import { ts } from 'ts-morph';
import type { Shape } from '../model.ts';
import type { ShapeOfType } from './shape.ts';
import type { Reading } from './types.ts';

/** The context of reading overloads. */
export interface OverloadReading extends Reading {
  /** Reads a type. */
  readonly shapeOf: ShapeOfType;
  /** The signature that is read: the implementation, where there is one. */
  readonly signature: ts.Signature;
  /** The signatures that callers see, when the implementation has another one. */
  readonly overloads: readonly ts.Signature[];
  /** Stands for parameters without a declaration of their own. */
  readonly at: ts.Node;
}

/** A place among the arguments. */
export interface Slot {
  readonly symbol: ts.Symbol;
  readonly index: number;
  /** Whether an overload has a parameter here, and the implementation only a rest of anything. */
  readonly isOfOverload: boolean;
}

const VAGUE = ts.TypeFlags.Any | ts.TypeFlags.Unknown;

/** Lists the parameters. The parameters of the longest overload stand for `...args: any[]`. */
export const slotsOf = (reading: OverloadReading): readonly Slot[] => {
  const slot = (symbol: ts.Symbol, index: number, isOfOverload: boolean): Slot => ({ symbol, index, isOfOverload });
  const own = reading.signature.getParameters();
  const vague = own.findIndex((symbol) => isRestOfAnything(reading, symbol));
  const [longest] = [...reading.overloads].sort((a, b) => b.getParameters().length - a.getParameters().length);
  if (vague < 0 || longest === undefined) return own.map((symbol, index) => slot(symbol, index, false));
  return [
    ...own.slice(0, vague).map((symbol, index) => slot(symbol, index, false)),
    ...longest.getParameters().flatMap((symbol, index) => (index < vague ? [] : [slot(symbol, index, true)])),
  ];
};

const isRestOfAnything = ({ checker }: OverloadReading, { valueDeclaration: node }: ts.Symbol): boolean => {
  if (node === undefined || !ts.isParameter(node) || !node.dotDotDotToken) return false;
  const type = checker.getTypeAtLocation(node);
  const item = checker.getIndexTypeOfType(type, ts.IndexKind.Number) ?? type;
  return (item.flags & VAGUE) !== 0;
};

/** Returns whether the overloads say more about a parameter than its type. */
export const isSaidByOverloads = ({ overloads }: OverloadReading, type: ts.Type, { isOfOverload }: Slot): boolean =>
  overloads.length > 0 && (isOfOverload || (type.flags & VAGUE) !== 0);

/** Joins what the overloads say about a parameter. An overload that cannot be sent is left out while others can be. */
export const shapeOfOverloads = (reading: OverloadReading, index: number): Shape | undefined => {
  const shapes = parametersAt(reading, index).map(({ type, node }) => reading.shapeOf(type, node ?? reading.at));
  const sendable = shapes.filter(({ kind }) => kind !== 'refused' && kind !== 'nothing');
  const members = sendable.filter((shape, at) => sendable.findIndex((other) => isSame(other, shape)) === at);
  if (members.some(({ kind }) => kind === 'any')) return { kind: 'any' };
  return members.length > 1 ? { kind: 'union', members } : (members[0] ?? shapes[0]);
};

/** Returns whether a call of some overload goes without a parameter. */
export const isOptionalInOverloads = ({ overloads, checker }: OverloadReading, index: number): boolean =>
  overloads.some((overload) => {
    const node = overload.getParameters()[index]?.valueDeclaration;
    return node === undefined || (ts.isParameter(node) && checker.isOptionalParameter(node));
  });

/** Returns the syntax of a parameter's types in the overloads. */
export const syntaxOfOverloads = (reading: OverloadReading, index: number): readonly ts.Node[] =>
  parametersAt(reading, index).flatMap(({ node }) => (node && ts.isParameter(node) && node.type ? [node.type] : []));

interface Parameter {
  readonly type: ts.Type;
  readonly node: ts.Declaration | undefined;
}

const parametersAt = ({ overloads, checker, at }: OverloadReading, index: number): readonly Parameter[] =>
  overloads.flatMap((overload) => {
    const symbol = overload.getParameters()[index];
    if (symbol === undefined) return [];
    const node = symbol.valueDeclaration;
    return [{ type: checker.getTypeOfSymbolAtLocation(symbol, node ?? at), node }];
  });

const isSame = (a: Shape, b: Shape): boolean =>
  a === b || (a.kind === b.kind && ['string', 'number', 'boolean'].includes(a.kind));
