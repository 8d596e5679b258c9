import { basename } from 'node:path';
import { ts } from 'ts-morph';
import { isLeftOut, type Callable, type ExportedFunction, type LeftOut, type Value } from './callable.ts';
import { hasTag, nameOfExport, placeIn, targetOf } from './exported.ts';
import { initializerOf, isBoundByHand } from './initializer.ts';
import { isCallable, isOwn, leftOut, packagedFunctions, whyUnbound, whyUnnamed } from './left-out.ts';
import { classMembers, declarationOf, namespaceMembers, objectMembers, type Members } from './members.ts';
import { assignedExport, isAssigned, moduleOf } from './module.ts';
import type { Reading } from './types.ts';

/** Limit of objects within objects. */
const MAX_DEPTH = 5;
/** Number of functions of a module from which a warning names the way out. */
const MANY = 2000;
/** Limit of values that are searched for functions, in one module. */
const MAX_VALUES = 10_000;

/**
 * Finds everything callable that a module exports, including the functions of its objects and classes, in source order.
 * A callable without a schema comes with the reason.
 */
export const exportedCallables = (reading: Reading, source: ts.SourceFile): readonly Callable[] => {
  const module = moduleOf(reading, source);
  if (module === undefined) return [];
  const assigned = assignedExport(reading, module);
  const exports = assigned ? [assigned] : reading.checker.getExportsOfModule(module);
  const budget = { left: MAX_VALUES };
  const found = exports
    .flatMap((symbol) => ofExport(reading, source, symbol, budget))
    .filter((callable) => isLeftOut(callable) || !hasTag(callable.documented, 'internal'))
    .sort((a, b) => a.place.line - b.place.line || a.place.column - b.place.column);
  return [...crowd(source, found.length, budget), ...found];
};

/** Says that a module exports more than anybody needs: namespaces within namespaces multiply what they hold. */
const crowd = ({ fileName }: ts.SourceFile, count: number, { left }: Value['budget']): readonly LeftOut[] => {
  if (count <= MANY && left >= 0) return [];
  const what =
    left < 0 ? `more than ${String(MAX_VALUES)} values, and the rest is left out` : `${String(count)} functions`;
  const reason = `exports ${what}; a model cannot choose among so many: export the few that it needs from a file of their own, and introspect that`;
  return [{ path: [basename(fileName)], place: { file: fileName, line: 1, column: 1 }, reason }];
};

const ofExport = (
  reading: Reading,
  source: ts.SourceFile,
  exported: ts.Symbol,
  budget: Value['budget'],
): readonly Callable[] => {
  const symbol = targetOf(reading.checker, exported);
  const node = declarationOf(symbol);
  if (!(symbol.flags & ts.SymbolFlags.Value) || node === undefined) return [];
  const outer = exported.declarations ?? [];
  const type = reading.checker.getTypeOfSymbolAtLocation(symbol, node);
  const isObject = isAssigned(exported) && !isCallable(type) && type.getConstructSignatures().length === 0;
  return ofValue({
    ...{ reading, symbol, node, outer, holders: [], receiver: 'none' },
    ...{ type, home: source.fileName, budget },
    place: placeIn(source, [...outer, ...(symbol.declarations ?? [])]),
    path: isObject ? [] : [exported.name],
    name: nameOfExport(exported, symbol, source),
  });
};

const ofValue = (value: Value): readonly Callable[] => {
  const { node, type, outer, holders, budget } = value;
  budget.left -= 1;
  if (budget.left < 0) return [];
  if (holders.length > MAX_DEPTH) return tooDeep(value);
  if (holders.includes(type) && !isCallable(type)) return [];
  if (isBoundByHand(node) || hasTag([node, ...outer], 'internal')) return [];
  const held = classOf(node);
  if (held !== undefined) return ofMembers(value, classMembers(value, held));
  if (ts.isModuleDeclaration(node) || ts.isSourceFile(node)) return ofMembers(value, namespaceMembers(value));
  return isCallable(type) ? ofCallable(value) : ofObject(value);
};

/** Names an object at the limit, if a function may be in it. What lies below its members is not looked at. */
const tooDeep = (value: Value): readonly Callable[] => {
  const { type, holders, node, outer } = value;
  const isSeen = holders.includes(type) || hasTag([node, ...outer], 'internal') || isOwn(type);
  const members = isSeen || isCallable(type) ? [] : objectMembers(value).own;
  const mayHold = members.some((member) => isCallable(member.type) || isPlainObject(member.type));
  if (isSeen || !(isCallable(type) || mayHold)) return [];
  return [leftOut(value, `it lies deeper than ${String(MAX_DEPTH)} objects; export it by itself`)];
};

const isPlainObject = (type: ts.Type): boolean =>
  (type.flags & ts.TypeFlags.Object) !== 0 && type.getProperties().some(({ valueDeclaration }) => valueDeclaration);

/** The class that a declaration is, or holds as an expression. */
const classOf = (node: ts.Node): ts.ClassLikeDeclaration | undefined => {
  const initializer = initializerOf(node);
  if (ts.isClassLike(node)) return node;
  return initializer && ts.isClassExpression(initializer) ? initializer : undefined;
};

const ofMembers = (value: Value, { own, packaged }: Members): readonly Callable[] => [
  ...own.flatMap(ofValue),
  ...packagedFunctions(value, packaged),
];

/** The functions that a function has as properties would take its place in the written module. */
const ofCallable = (value: Value): readonly Callable[] => {
  const why = whyUnbound(value);
  const properties = objectMembers(value).own.filter(({ type }) => isCallable(type));
  return [
    why === undefined ? ofFunction(value) : leftOut(value, why),
    ...properties.map((property) => leftOut(property, 'it is a property of a function; export it by itself')),
  ];
};

const ofObject = (value: Value): readonly Callable[] => {
  const { reading, type, receiver } = value;
  if (!(type.flags & (ts.TypeFlags.Object | ts.TypeFlags.UnionOrIntersection)) || isOwn(type)) return [];
  if (type.getConstructSignatures().length > 0) return ofMadeClass(value);
  const unnamed = whyUnnamed(value, type);
  if (unnamed !== undefined) return [leftOut(value, unnamed)];
  if (type.isUnion()) return [];
  const members = objectMembers(value);
  const found = ofMembers(value, members);
  const why =
    receiver === 'instance' ? 'it is an object within an instance; add a method that calls it' : whyUnbound(value);
  return found.length === 0 || why === undefined || reading.checker.isArrayLikeType(type)
    ? found
    : [leftOut(value, why)];
};

/** A class that has no declaration here: `module.exports = { Shop }`, or one that an expression makes. */
const ofMadeClass = (value: Value): readonly Callable[] => {
  const { checker } = value.reading;
  const node = value.type.getSymbol()?.valueDeclaration;
  if (node && ts.isClassLike(node)) return ofMembers(value, classMembers(value, node));
  const made = value.type.getConstructSignatures()[0]?.getReturnType();
  const methods = made ? checker.getPropertiesOfType(made) : [];
  return methods.some((symbol) => isCallable(checker.getTypeOfSymbol(symbol)))
    ? [leftOut(value, 'an expression makes its class; declare the class')]
    : [];
};

const ofFunction = (value: Value): ExportedFunction => {
  const { reading, path, name, outer, place, receiver, instance, symbol, node, type, holders } = value;
  const signatures = type.getCallSignatures();
  const declaration = implementationOf(symbol, node);
  const own = declaration && reading.checker.getSignatureFromDeclaration(declaration);
  // A method of a generic base has the type that its class gives it.
  const given = holders.length > 0 ? signatures.find((each) => each.declaration === declaration) : undefined;
  const signature = given ?? own ?? signatures.at(-1);
  if (signature === undefined) throw new TypeError(`${name} has no signature`);
  const written = declaration ?? signature.getDeclaration();
  const documented = [...new Set([written, node, ...(symbol.declarations ?? []), ...outer])];
  const owner = holders.at(-1);
  const isSeen = signatures.some((each) => each.declaration === signature.declaration);
  return {
    path,
    name,
    receiver,
    declaration: written,
    signature,
    overloads: isSeen ? [] : signatures,
    documented,
    place,
    ...(instance && { instance }),
    ...(owner && { owner }),
  };
};

/**
 * Chooses the declaration of a function. With overloads this is the implementation, because it takes all arguments and
 * has the defaults. Declaration files lack implementations, so the last overload counts, as in `Parameters<>`.
 */
const implementationOf = (symbol: ts.Symbol, node: ts.Node): ts.SignatureDeclaration | undefined => {
  const initializer = initializerOf(node);
  if (initializer && (ts.isArrowFunction(initializer) || ts.isFunctionExpression(initializer))) return initializer;
  const declarations = (symbol.declarations ?? []).filter((other) => ts.isFunctionLike(other));
  return declarations.find((other) => 'body' in other && other.body !== undefined) ?? declarations.at(-1);
};
