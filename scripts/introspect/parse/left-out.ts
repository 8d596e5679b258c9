import { ts } from 'ts-morph';
import type { LeftOut, Value } from './callable.ts';
import { isOfLanguage, isPackaged } from './exported.ts';

/** Makes a word about a value of which no schema is made. */
export const leftOut = ({ path, place }: Pick<Value, 'path' | 'place'>, reason: string): LeftOut => ({
  path,
  place,
  reason: `is left out, because ${reason}`,
});

/** Returns whether a type can be called. */
export const isCallable = (type: ts.Type): boolean => type.getCallSignatures().length > 0;

/** Returns why a function cannot be bound when its module is loaded, and `undefined` when it can. */
export const whyUnbound = ({ symbol, node, receiver }: Value): string | undefined => {
  if (isNamedBySymbol(symbol)) return 'it is named by a symbol; give it a name';
  if (symbol.name === '__proto__') return 'its name stands for the prototype of an object; rename it';
  if (ts.isGetAccessor(node)) return 'a getter may return another function each time; export a function';
  if (symbol.flags & ts.SymbolFlags.Optional) return 'it may be undefined; export a function that calls it';
  return receiver !== 'instance' && isUnset(node)
    ? 'it is not set when the module is loaded; export a function that calls it'
    : undefined;
};

/** Returns whether a member is named by a symbol, such as `[Symbol.iterator]`. */
export const isNamedBySymbol = ({ escapedName }: ts.Symbol): boolean => String(escapedName).startsWith('__@');

/** A variable or a field that gets its value later. */
const isUnset = (node: ts.Declaration): boolean => {
  if (node.getSourceFile().isDeclarationFile || ts.getCombinedModifierFlags(node) & ts.ModifierFlags.Ambient)
    return ts.isPropertyDeclaration(node) && !node.getSourceFile().isDeclarationFile;
  if (ts.isVariableDeclaration(node))
    return node.initializer === undefined && ts.isVariableStatement(node.parent.parent);
  return ts.isPropertyDeclaration(node) && node.exclamationToken !== undefined;
};

/** Returns why the functions in a value that is no function have no names of their own, and `undefined` without any. */
export const whyUnnamed = (value: Pick<Value, 'reading' | 'home'>, type: ts.Type): string | undefined => {
  const { checker } = value.reading;
  if (type.isUnion())
    return type.types.some((part) => holdsFunctions(value, part))
      ? 'it may be undefined or something else; export a function that calls it'
      : undefined;
  const parts = [...typeArguments(checker, type), ...checker.getIndexInfosOfType(type).map((info) => info.type)];
  if (!parts.some((part) => holdsFunctions(value, part))) return undefined;
  if (type.getSymbol()?.name === 'Promise') return 'it is a promise; export what it resolves to, with "await"';
  return checker.isArrayLikeType(type)
    ? 'a list gives its functions no names; export each of them'
    : 'the names of its functions are known at run time only; export each of them';
};

/** Type arguments of the language's own collections. Arguments of other types say nothing about their values. */
const typeArguments = (checker: ts.TypeChecker, type: ts.Type): readonly ts.Type[] =>
  (type.getSymbol()?.declarations ?? []).some(isOfLanguage) ? checker.getTypeArguments(type as ts.TypeReference) : [];

const holdsFunctions = ({ reading: { checker }, home }: Pick<Value, 'reading' | 'home'>, type: ts.Type): boolean =>
  isCallable(type) ||
  (!isOwn(type) &&
    checker
      .getPropertiesOfType(type)
      .some(
        (symbol) =>
          (symbol.declarations ?? []).some((node) => !isPackaged(node, home)) &&
          isCallable(checker.getTypeOfSymbol(symbol)),
      ));

/** Returns whether rxswarm's own classes are the type: they hold functions, and none for a model. */
export const isOwn = (type: ts.Type): boolean => /^(Agent|Swarm|Result)$/.test(type.getSymbol()?.name ?? '');

/**
 * Names the functions that a value has from a package. Values of the language, such as lists and dates, are data, and so
 * are Observables.
 */
export const packagedFunctions = (value: Value, symbols: readonly ts.Symbol[]): readonly LeftOut[] => {
  const { reading, home } = value;
  if (isStream(symbols)) return [];
  const names = symbols
    .filter(
      (symbol) =>
        isOfPackage(symbol, home) && !isNamedBySymbol(symbol) && isCallable(reading.checker.getTypeOfSymbol(symbol)),
    )
    .map(({ name }) => name);
  if (names.length === 0) return [];
  const more = names.length > MOST_NAMES ? ` and ${String(names.length - MOST_NAMES)} more` : '';
  const reason = `has functions of a package, which are left out: ${names.slice(0, MOST_NAMES).join(', ')}${more}; export functions that call those a model needs`;
  return [{ path: value.path, place: value.place, reason }];
};

/** Limit of names in a message. */
const MOST_NAMES = 8;

const isStream = (symbols: readonly ts.Symbol[]): boolean =>
  ['subscribe', 'pipe'].every((name) => symbols.some((symbol) => symbol.name === name));

const isOfPackage = ({ declarations = [] }: ts.Symbol, home: string): boolean =>
  declarations.length > 0 &&
  declarations.every((node) => isPackaged(node, home)) &&
  !declarations.some((node) => isOfLanguage(node) || isOfConstructor(node));

/** `@types/node` adds functions to the language's own classes. */
const isOfConstructor = ({ parent }: ts.Node): boolean =>
  ts.isInterfaceDeclaration(parent) && /Constructor$/.test(parent.name.text);
