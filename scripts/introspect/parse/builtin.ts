import { ts } from 'ts-morph';
import type { Shape } from '../model.ts';
import { refused, refusalsIn, unlessRefused } from './refuse.ts';
import type { ShapeOfType } from './shape.ts';
import type { Reading } from './types.ts';

type Make = (parameters: readonly ts.Type[], shapeOf: ShapeOfType) => Shape;

const of =
  (shape: Shape): Make =>
  () =>
    shape;

const listOf =
  (kind: 'array' | 'set'): Make =>
  ([item], shapeOf) => {
    const items = item ? shapeOf(item) : ({ kind: 'any' } as const);
    return unlessRefused(refusalsIn(items, '[]'), () => ({ kind, items }));
  };

const mapOf: Make = ([keyType, valueType], shapeOf) => {
  const key = keyType ? shapeOf(keyType) : ({ kind: 'any' } as const);
  const value = valueType ? shapeOf(valueType) : ({ kind: 'any' } as const);
  return unlessRefused([...refusalsIn(key, '[]'), ...refusalsIn(value, '[]')], () => ({ kind: 'map', key, value }));
};

/** Types of the language and the platform that have a JSON form. */
const BUILTINS: Readonly<Record<string, Make>> = {
  Date: of({ kind: 'revived', as: 'date' }),
  URL: of({ kind: 'revived', as: 'url' }),
  Uint8Array: of({ kind: 'revived', as: 'bytes' }),
  Buffer: of({ kind: 'revived', as: 'bytes' }),
  String: of({ kind: 'string' }),
  Number: of({ kind: 'number' }),
  Boolean: of({ kind: 'boolean' }),
  BigInt: of({ kind: 'revived', as: 'bigint' }),
  Object: of({ kind: 'object', properties: [], others: { kind: 'any' } }),
  Set: listOf('set'),
  ReadonlySet: listOf('set'),
  Map: mapOf,
  ReadonlyMap: mapOf,
  Iterable: listOf('array'),
  ArrayLike: listOf('array'),
};

const REASONS: Readonly<Record<string, string>> = {
  Function: 'is a function and cannot be sent to a model',
  CallableFunction: 'is a function and cannot be sent to a model',
  NewableFunction: 'is a function and cannot be sent to a model',
  Promise: 'is a promise and cannot be sent to a model',
  PromiseLike: 'is a promise and cannot be sent to a model',
  AsyncIterable: 'is an AsyncIterable, which JSON cannot hold; take a list',
  AsyncIterator: 'is an AsyncIterator, which JSON cannot hold; take a list',
  AsyncGenerator: 'is an AsyncGenerator, which JSON cannot hold; take a list',
  Generator: 'is a Generator, which JSON cannot hold; take a list',
  Iterator: 'is an Iterator, which JSON cannot hold; take a list',
  AbortSignal: 'is an AbortSignal, which only a parameter of its own receives',
};

/** Returns the shape of a type that the language or the platform declares, and `undefined` for all others. */
export const builtinOf = (reading: Reading, type: ts.Type, shapeOf: ShapeOfType): Shape | undefined => {
  const name = builtinName(reading, type);
  if (name === undefined) return isObservable(reading, type) ? refused(OBSERVABLE) : undefined;
  const parameters = reading.checker.getTypeArguments(type as ts.TypeReference);
  const make = Object.hasOwn(BUILTINS, name) ? BUILTINS[name] : undefined;
  if (make) return make(parameters, shapeOf);
  return Object.hasOwn(REASONS, name)
    ? refused(REASONS[name] ?? '')
    : refused(`is ${article(name)} ${name}, which JSON cannot hold`);
};

const OBSERVABLE = 'is an Observable, which JSON cannot hold; take a list';

/** Returns whether a type is a stream of rxjs, of whatever class. */
const isObservable = ({ checker }: Reading, type: ts.Type): boolean =>
  (type.flags & ts.TypeFlags.Object) !== 0 &&
  ['subscribe', 'pipe'].every((name) => {
    const member = checker.getPropertyOfType(type, name);
    return member !== undefined && (member.flags & ts.SymbolFlags.Method) !== 0;
  });

/** Returns whether a type is the platform's AbortSignal, possibly optional. */
export const isAbortSignal = (reading: Reading, type: ts.Type): boolean => {
  const types = type.isUnion() ? type.types.filter(({ flags }) => !(flags & ts.TypeFlags.Undefined)) : [type];
  return types.length === 1 && types[0] !== undefined && builtinName(reading, types[0]) === 'AbortSignal';
};

/** Returns whether rxswarm declares the type, under whatever name the program imports it. */
export const isCallContext = (type: ts.Type): boolean => {
  const files = type.getSymbol()?.declarations?.map((declaration) => declaration.getSourceFile().fileName) ?? [];
  return type.getSymbol()?.name === 'CallContext' && files.some((file) => /\/call-context\.(d\.)?ts$/.test(file));
};

const article = (name: string): string => (/^[AEIOU]/.test(name) ? 'an' : 'a');

/** Interfaces of the platform that hold behaviour although they are not classes. */
const PLAIN = [
  'Iterable',
  'ArrayLike',
  'ReadonlySet',
  'ReadonlyMap',
  'CallableFunction',
  'NewableFunction',
  'PromiseLike',
  'AsyncIterable',
  'AsyncIteratorObject',
  'IteratorObject',
  'AsyncIterator',
  'AsyncIterableIterator',
  'AsyncGenerator',
  'Iterator',
  'IterableIterator',
  'Generator',
];

/**
 * Returns the name of a class of the platform. Its plain interfaces, such as `RequestInit`, are read like any other.
 */
export const builtinName = ({ program, checker }: Reading, type: ts.Type): string | undefined => {
  const symbol = type.flags & ts.TypeFlags.Object ? type.getSymbol() : undefined;
  const declarations = symbol?.declarations ?? [];
  const isPlatforms = declarations.some((node) => isPlatform(program, node.getSourceFile()));
  if (symbol === undefined || !isPlatforms || checker.isArrayType(type) || checker.isTupleType(type)) return undefined;
  return symbol.flags & ts.SymbolFlags.Value || PLAIN.includes(symbol.name) ? typeSymbolName(symbol) : undefined;
};

const typeSymbolName = (symbol: ts.Symbol): string | undefined =>
  symbol.flags & (ts.SymbolFlags.Interface | ts.SymbolFlags.Class) ? symbol.name : undefined;

const isPlatform = (program: ts.Program, source: ts.SourceFile): boolean =>
  program.isSourceFileDefaultLibrary(source) || /\/node_modules\/(@types\/node|undici-types)\//.test(source.fileName);
