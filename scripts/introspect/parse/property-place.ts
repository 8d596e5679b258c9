import { ts } from 'ts-morph';
import type { Place } from '../model.ts';
import { isPackaged } from './exported.ts';
import { placeOf } from './place.ts';
import type { Reading } from './types.ts';

/**
 * Returns the place where the property at the end of a path is declared, or `place` when the path cannot be followed.
 */
export const placeOfProperty = (reading: Reading, type: ts.Type, path: readonly string[], place: Place): Place => {
  const [key, ...rest] = path;
  if (key === undefined) return place;
  const { checker } = reading;
  const present = checker.getNonNullableType(type);
  if (key.startsWith('[')) {
    const item = itemOf(checker, present, key);
    return item ? placeOfProperty(reading, item, rest, place) : place;
  }
  const property = checker.getPropertyOfType(present, key);
  const node = property?.declarations?.[0];
  if (property === undefined || node === undefined || isPackaged(node, place.file)) return place;
  return placeOfProperty(reading, checker.getTypeOfSymbol(property), rest, placeOf(node));
};

/** `[]` stands for any item or value, `[1]` for one item of a tuple. */
const itemOf = (checker: ts.TypeChecker, type: ts.Type, key: string): ts.Type | undefined => {
  const index = /^\[(\d+)\]$/.exec(key)?.[1];
  const property = index === undefined ? undefined : checker.getPropertyOfType(type, index);
  return property
    ? checker.getTypeOfSymbol(property)
    : (checker.getIndexTypeOfType(type, ts.IndexKind.Number) ?? checker.getIndexTypeOfType(type, ts.IndexKind.String));
};
