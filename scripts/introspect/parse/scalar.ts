import { ts } from 'ts-morph';
import type { Shape } from '../model.ts';
import { refused } from './refuse.ts';

/** Returns whether a type has one of some flags. */
export const has = (type: ts.Type, flags: ts.TypeFlags): boolean => (type.flags & flags) !== 0;

/** Reads types without parts. Returns `undefined` for all other types. */
export const scalarOf = (type: ts.Type): Shape | undefined => {
  if (has(type, ts.TypeFlags.Any)) return isErrorType(type) ? refused(UNRESOLVED) : { kind: 'any' };
  if (has(type, ts.TypeFlags.Unknown)) return { kind: 'any' };
  if (has(type, ts.TypeFlags.Undefined | ts.TypeFlags.Void)) return { kind: 'nothing' };
  if (has(type, ts.TypeFlags.Null)) return { kind: 'choice', values: [null] };
  if (has(type, ts.TypeFlags.Never)) return refused('is never, which has no values');
  if (has(type, ts.TypeFlags.ESSymbolLike)) return refused('is a symbol and cannot be sent to a model');
  if (type.isStringLiteral() || type.isNumberLiteral()) return { kind: 'choice', values: [type.value] };
  if (has(type, ts.TypeFlags.BooleanLiteral))
    return { kind: 'choice', values: [(type as ts.Type & { intrinsicName?: string }).intrinsicName === 'true'] };
  if (has(type, ts.TypeFlags.BigIntLiteral)) {
    const { negative, base10Value } = (type as ts.BigIntLiteralType).value;
    return { kind: 'revived', as: 'bigint', values: [`${negative ? '-' : ''}${base10Value}`] };
  }
  if (has(type, ts.TypeFlags.BigIntLike)) return { kind: 'revived', as: 'bigint' };
  if (has(type, ts.TypeFlags.String)) return { kind: 'string' };
  if (has(type, ts.TypeFlags.Number) || type.flags & ts.TypeFlags.Enum) return { kind: 'number' };
  if (has(type, ts.TypeFlags.NonPrimitive)) return { kind: 'object', properties: [], others: { kind: 'any' } };
  return undefined;
};

/** The reason for a name that the program does not know. */
export const UNRESOLVED = 'has a type that cannot be found; install its package, or correct its import';

/** The same reason, with the name. */
export const unresolved = (name: string): string => UNRESOLVED.replace(';', `: ${name};`);

/** Returns whether a refusal names a type that the program does not know. */
export const isUnresolved = (reason: string): boolean => reason.startsWith(UNRESOLVED.replace(/;.*/, ''));

/** The checker gives a type that it could not resolve an `any` of another name. */
const isErrorType = (type: ts.Type): boolean =>
  (type as ts.Type & { readonly intrinsicName?: string }).intrinsicName !== 'any';
