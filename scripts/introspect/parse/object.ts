import { ts } from 'ts-morph';
import type { PropertyModel, Shape } from '../model.ts';
import { isOfLanguage } from './exported.ts';
import { refused, refusalsIn, unlessRefused } from './refuse.ts';
import type { ShapeOfType } from './shape.ts';
import { inSourceOrder } from './order.ts';
import type { Reading, ReadingAt } from './types.ts';
import { wordsOfSymbol } from './symbol-words.ts';

/** Reads arrays and tuples. Returns `undefined` for all other types. */
export const arrayOf = ({ checker }: Reading, type: ts.Type, shapeOf: ShapeOfType): Shape | undefined => {
  const list = type.isIntersection() ? type.types.find((part) => checker.isArrayLikeType(part)) : type;
  if (list === undefined || !checker.isArrayLikeType(list)) return undefined;
  if (checker.isTupleType(list)) return tupleOf(checker, list as ts.TupleTypeReference, shapeOf);
  const own = checker.isArrayType(list) ? undefined : ownMember(list);
  if (own !== undefined) return refused(`is a list with a property "${own}", which JSON cannot hold`);
  const item = checker.getIndexTypeOfType(list, ts.IndexKind.Number);
  // A list of nothing is empty.
  if (item && item.flags & ts.TypeFlags.Never) return { kind: 'tuple', places: [], required: 0 };
  const items = item ? shapeOf(item) : ({ kind: 'any' } as const);
  return unlessRefused(refusalsIn(items, '[]'), () => ({ kind: 'array', items }));
};

/** Returns the first required member that an interface or class adds to a list. */
const ownMember = (type: ts.Type): string | undefined =>
  type
    .getProperties()
    .find((symbol) => !(symbol.flags & ts.SymbolFlags.Optional) && !(symbol.declarations ?? []).every(isOfLanguage))
    ?.name;

const tupleOf = (checker: ts.TypeChecker, type: ts.TupleTypeReference, shapeOf: ShapeOfType): Shape => {
  const shapes = checker.getTypeArguments(type).map((part) => shapeOf(part));
  const flags = type.target.elementFlags;
  const variable = flags.findIndex((flag) => flag & ts.ElementFlags.Variable);
  if (variable >= 0 && variable < flags.length - 1)
    return refused('is a tuple with a rest before its end, which JSON Schema cannot say; put the rest last');
  const places = variable < 0 ? shapes : shapes.slice(0, variable);
  const rest = variable < 0 ? undefined : shapes[variable];
  const required = flags.filter((flag) => flag & ts.ElementFlags.Required).length;
  return unlessRefused(
    shapes.flatMap((shape, index) => refusalsIn(shape, `[${String(index)}]`)),
    () => ({ kind: 'tuple', places, required, ...(rest ? { rest } : {}) }),
  );
};

/** Mapped types list their properties in source order, not in the order in which the checker met them. */
const propertiesOf = ({ checker, at }: ReadingAt, type: ts.Type): readonly ts.Symbol[] => {
  const symbols = checker.getPropertiesOfType(type);
  const isMapped = ((type as ts.ObjectType).objectFlags & ts.ObjectFlags.Mapped) !== 0;
  return isMapped ? inSourceOrder(checker, at, symbols, unescaped) : symbols;
};

/**
 * Reads a type with properties. An optional property that cannot be sent is left out; a required one refuses the type.
 */
export const objectOf = (reading: ReadingAt, type: ts.Type, shapeOf: ShapeOfType): Shape => {
  if (type.getCallSignatures().length > 0) return refused('is a function and cannot be sent to a model');
  if (type.getConstructSignatures().length > 0) return refused('is a class and cannot be sent to a model');
  const symbols = propertiesOf(reading, type);
  const name = type.getSymbol()?.name ?? '';
  if (
    symbols.length > 1 &&
    symbols.every(isBuiltinMember) &&
    (symbols.some(isMethod) || !symbols.some(({ flags }) => flags & ts.SymbolFlags.Optional))
  )
    return refused(`is made of the members of ${ownerOf(symbols[0])}, which JSON cannot hold`);
  if (hasPrivateState(type, symbols)) return refused(`is an instance of ${name}, a class with private state`);
  const properties = symbols.map((symbol) => propertyOf(reading, symbol, shapeOf));
  const refusals = properties.flatMap((property) =>
    property.optional ? [] : refusalsIn(property.shape, property.name),
  );
  if (refusals.length > 0 && type.isClass()) return refused(`is an instance of ${name}, a class with methods`);
  const kept = properties.filter(({ shape }) => shape.kind !== 'refused' && shape.kind !== 'nothing');
  if (kept.length === 0 && symbols.length > 0 && symbols.every(isBuiltinMember))
    return refused(`is made of the members of ${ownerOf(symbols[0])}, which JSON cannot hold`);
  return unlessRefused(refusals, () => withIndex(reading, type, kept, shapeOf, symbols.length === 0));
};

/** Mapped types over a class of the language, such as `Partial<Date>`, have nothing but its methods. */
const isBuiltinMember = ({ declarations = [] }: ts.Symbol): boolean =>
  declarations.length > 0 && declarations.every(isOfLanguage);

/** A mapped type may turn methods into objects of nothing. */
const isMethod = ({ declarations = [] }: ts.Symbol): boolean =>
  declarations.some((node) => ts.isMethodSignature(node) || ts.isMethodDeclaration(node));

const ownerOf = (symbol: ts.Symbol | undefined): string => {
  const parent = symbol?.declarations?.[0]?.parent;
  return parent && (ts.isInterfaceDeclaration(parent) || ts.isClassDeclaration(parent))
    ? (parent.name?.text ?? 'a class')
    : 'a class';
};

const HIDDEN = ts.ModifierFlags.Private | ts.ModifierFlags.Protected;

/** Private fields (`#name`) are not among the properties of a type, so the members of its class are searched as well. */
const hasPrivateState = (type: ts.Type, properties: readonly ts.Symbol[]): boolean => {
  const classes = (type.getSymbol()?.declarations ?? []).filter((node) => ts.isClassLike(node));
  const members = classes.flatMap((node) => [...node.members]);
  const isSecret = members.some(({ name }) => name !== undefined && ts.isPrivateIdentifier(name));
  const declarations = properties.flatMap((symbol) => symbol.declarations ?? []);
  return isSecret || declarations.some((node) => ts.getCombinedModifierFlags(node) & HIDDEN);
};

const propertyOf = (reading: Reading, symbol: ts.Symbol, shapeOf: ShapeOfType): PropertyModel => {
  const type = reading.checker.getTypeOfSymbol(symbol);
  const name = symbol.name.startsWith('__@') ? `[${symbol.name.slice(3).replace(/@\d+$/, '')}]` : unescaped(symbol);
  const shape = name.startsWith('[')
    ? refused('is named by a symbol, which JSON cannot hold')
    : shapeOf(type, symbol.declarations?.[0]);
  const optional = (symbol.flags & ts.SymbolFlags.Optional) !== 0 || mayBeUndefined(type) || shape.kind === 'nothing';
  return { name, shape, optional, words: wordsOfSymbol(reading.checker, symbol) };
};

const unescaped = (symbol: ts.Symbol): string => ts.unescapeLeadingUnderscores(symbol.escapedName);

/** Returns whether a type includes `undefined`. JSON says so by leaving the property out. */
export const mayBeUndefined = (type: ts.Type): boolean =>
  (type.isUnion() ? type.types : [type]).some(({ flags }) => flags & (ts.TypeFlags.Undefined | ts.TypeFlags.Void));

const withIndex = (
  reading: Reading,
  type: ts.Type,
  properties: readonly PropertyModel[],
  shapeOf: ShapeOfType,
  isEmpty: boolean,
): Shape => {
  const indexes = reading.checker.getIndexInfosOfType(type).filter(({ keyType }) => !isSymbol(keyType));
  // `{}` takes any object.
  if (indexes.length === 0) return { kind: 'object', properties, ...(isEmpty ? { others: { kind: 'any' } } : {}) };
  const used = indexes.filter((index) => !(index.type.flags & ts.TypeFlags.Never));
  const [only, ...more] = used;
  if (only === undefined) return { kind: 'object', properties };
  if (more.length === 0 && (isAnyName(only) || properties.length === 0)) return withOne(only, properties, shapeOf);
  return withSeveral(used, properties, shapeOf);
};

/** The names of one index signature stand next to its type. */
const withOne = (
  { keyType, type }: ts.IndexInfo,
  properties: readonly PropertyModel[],
  shapeOf: ShapeOfType,
): Shape => {
  const others = shapeOf(type);
  const names = isAnyName({ keyType }) ? {} : { names: namePattern(keyType, shapeOf) };
  return unlessRefused(refusalsIn(others, '[]'), () => ({ kind: 'object', properties, others, ...names }));
};

/** Ties the type of each index signature to its names. */
const withSeveral = (
  indexes: readonly ts.IndexInfo[],
  properties: readonly PropertyModel[],
  shapeOf: ShapeOfType,
): Shape => {
  const open = indexes.find(isAnyName);
  const others = open && shapeOf(open.type);
  const patterns = indexes
    .filter((index) => index !== open)
    .map(({ keyType, type }) => {
      const names = namePattern(keyType, shapeOf);
      const pattern = names.kind === 'text' ? names.pattern : undefined;
      return { pattern: pattern ?? '^[\\s\\S]*$', shape: shapeOf(type) };
    });
  const values = [...patterns.map(({ shape }) => shape), ...(others ? [others] : [])];
  return unlessRefused(
    values.flatMap((value) => refusalsIn(value, '[]')),
    () => ({ kind: 'object', properties, patterns, ...(others ? { others } : {}) }),
  );
};

const isAnyName = ({ keyType }: Pick<ts.IndexInfo, 'keyType'>): boolean => (keyType.flags & ts.TypeFlags.String) !== 0;

const isSymbol = ({ flags }: ts.Type): boolean => (flags & ts.TypeFlags.ESSymbolLike) !== 0;

/** Shape of the names, when not all names are allowed. */
const namePattern = (keyType: ts.Type, shapeOf: ShapeOfType): Shape =>
  keyType.flags & ts.TypeFlags.Number ? { kind: 'text', pattern: '^-?\\d+(\\.\\d+)?$' } : shapeOf(keyType);
