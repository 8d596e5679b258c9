import { ts } from 'ts-morph';
import type { InstanceModel, Place } from '../model.ts';
import { hasTag, isPackaged, nameOfExport, placeIn, targetOf } from './exported.ts';
import { initializerOf, isBoundByHand, isInstance, objectLiteral } from './initializer.ts';
import { placeOf } from './place.ts';
import type { Reading } from './types.ts';

/** An exported function, as syntax. */
export interface ExportedFunction {
  /** Path of the export in its module. */
  readonly path: readonly string[];
  /** Name of the tool that the model sees. */
  readonly name: string;
  /** The receiver that the function needs. */
  readonly receiver: 'none' | 'object' | 'instance';
  /** The class of the receiver, when that is an instance. */
  readonly instance?: InstanceModel;
  /** The implementation, with names and defaults of parameters. Absent when only a type is known. */
  readonly declaration: ts.SignatureDeclaration | undefined;
  /** The signature that is read. */
  readonly signature: ts.Signature;
  /** Nodes that may carry the comment: the function, the variable, the export. */
  readonly documented: readonly ts.Node[];
  /** Place of the function. */
  readonly place: Place;
}

/** Finds the exported functions of a module, including those of its objects and classes, in source order. */
export const exportedFunctions = (reading: Reading, source: ts.SourceFile): readonly ExportedFunction[] => {
  const module = reading.checker.getSymbolAtLocation(source);
  if (module === undefined) return [];
  return reading.checker
    .getExportsOfModule(module)
    .flatMap((symbol) => ofExport(reading, source, symbol))
    .filter(({ documented }) => !hasTag(documented, 'internal'))
    .sort((a, b) => a.place.line - b.place.line || a.place.column - b.place.column);
};

const ofExport = (reading: Reading, source: ts.SourceFile, exported: ts.Symbol): readonly ExportedFunction[] => {
  const symbol = targetOf(reading.checker, exported);
  if (!(symbol.flags & ts.SymbolFlags.Value)) return [];
  const outer = exported.declarations ?? [];
  const place = placeIn(source, [...outer, ...(symbol.declarations ?? [])]);
  const name = nameOfExport(exported, symbol, source);
  return ofValue({ reading, symbol, path: [exported.name], name, outer, place, receiver: 'none' });
};

interface Value {
  readonly reading: Reading;
  readonly symbol: ts.Symbol;
  readonly path: readonly string[];
  readonly name: string;
  readonly outer: readonly ts.Node[];
  readonly place: Place;
  readonly receiver: ExportedFunction['receiver'];
}

const ofValue = (value: Value): readonly ExportedFunction[] => {
  const { reading, symbol } = value;
  const node = symbol.valueDeclaration ?? symbol.declarations?.[0];
  if (node === undefined || isBoundByHand(node)) return [];
  const held = classOf(node);
  if (held !== undefined) return ofClass(value, held);
  if (ts.isModuleDeclaration(node) || ts.isSourceFile(node)) return ofNamespace(value);
  const type = reading.checker.getTypeOfSymbolAtLocation(symbol, node);
  if (type.getCallSignatures().length > 0) return [ofFunction(value, node, type)];
  const literal = objectLiteral(node);
  return literal || isInstance(node) ? ofMembers(value, reading.checker.getPropertiesOfType(type), literal) : [];
};

/** The class that a declaration is, or holds as an expression. */
const classOf = (node: ts.Node): ts.ClassLikeDeclaration | undefined => {
  const initializer = initializerOf(node);
  if (ts.isClassLike(node)) return node;
  return initializer && ts.isClassExpression(initializer) ? initializer : undefined;
};

const ofFunction = (value: Value, node: ts.Node, type: ts.Type): ExportedFunction => {
  const { reading, path, name, outer, place, receiver, symbol } = value;
  const declaration = implementationOf(symbol, node);
  const own = declaration && reading.checker.getSignatureFromDeclaration(declaration);
  const signature = own ?? type.getCallSignatures().at(-1);
  if (signature === undefined) throw new TypeError(`${name} has no signature`);
  const written = declaration ?? signature.getDeclaration();
  const documented = [...new Set([written, node, ...(symbol.declarations ?? []), ...outer])];
  return { path, name, receiver, declaration: written, signature, documented, place };
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

/** `namespace tools { … }` and `export * as tools from './tools.js'`. */
const ofNamespace = (value: Value): readonly ExportedFunction[] => {
  const { checker } = value.reading;
  return checker.getExportsOfModule(value.symbol).flatMap((exported) => {
    const symbol = targetOf(checker, exported);
    const node = symbol.valueDeclaration ?? symbol.declarations?.[0];
    if (node === undefined || exported.name === 'default' || isPackaged(node)) return [];
    const path = [...value.path, exported.name];
    const outer = exported.declarations ?? [];
    const isHere = node.getSourceFile().fileName === value.place.file;
    return ofValue({
      ...value,
      symbol,
      path,
      name: exported.name,
      outer,
      place: isHere ? placeOfMember(node) : value.place,
    });
  });
};

const ofMembers = (
  value: Value,
  members: readonly ts.Symbol[],
  literal: ts.ObjectLiteralExpression | undefined,
): readonly ExportedFunction[] =>
  members.flatMap((symbol) => {
    const node = symbol.valueDeclaration ?? symbol.declarations?.[0];
    if (node === undefined || isHidden(symbol, node) || isPackaged(node)) return [];
    const receiver = literal && !mentionsThis(node) ? ('none' as const) : ('object' as const);
    const path = [...value.path, symbol.name];
    return ofValue({ ...value, symbol, path, name: symbol.name, outer: [], place: placeOfMember(node), receiver });
  });

const placeOfMember = (node: ts.Declaration): Place => placeOf(ts.getNameOfDeclaration(node) ?? node);

const isHidden = (symbol: ts.Symbol, node: ts.Declaration): boolean =>
  symbol.name.startsWith('__') ||
  isPrivateName(node) ||
  (ts.getCombinedModifierFlags(node) & (ts.ModifierFlags.Private | ts.ModifierFlags.Protected)) !== 0;

/** `#name` exists within its class only. */
const isPrivateName = (node: ts.Declaration): boolean => {
  const name = ts.getNameOfDeclaration(node);
  return name !== undefined && ts.isPrivateIdentifier(name);
};

const mentionsThis = (node: ts.Node): boolean =>
  node.kind === ts.SyntaxKind.ThisKeyword || ts.forEachChild(node, mentionsThis) === true;

/** Static members stand alone; the others need an instance. Members of bases in the project count, those of packages do not. */
const ofClass = (value: Value, node: ts.ClassLikeDeclaration): readonly ExportedFunction[] => {
  const { checker } = value.reading;
  const type = checker.getTypeOfSymbolAtLocation(value.symbol, node);
  const instance = type.getConstructSignatures()[0]?.getReturnType() ?? checker.getTypeAtLocation(node);
  const [statics, members] = [checker.getPropertiesOfType(type), checker.getPropertiesOfType(instance)];
  return [
    ...statics.flatMap((symbol) => ofClassMember(value, node, symbol, true)),
    ...members.flatMap((symbol) => ofClassMember(value, node, symbol, false)),
  ];
};

const ofClassMember = (
  value: Value,
  owner: ts.ClassLikeDeclaration,
  symbol: ts.Symbol,
  isStatic: boolean,
): readonly ExportedFunction[] => {
  const node = symbol.valueDeclaration ?? symbol.declarations?.[0];
  if (node === undefined || !isCallableMember(node) || isHidden(symbol, node) || isPackaged(node)) return [];
  const type = value.reading.checker.getTypeOfSymbolAtLocation(symbol, owner);
  if (type.getCallSignatures().length === 0) return [];
  const receiver: Value['receiver'] = isStatic ? (mentionsThis(node) ? 'object' : 'none') : 'instance';
  const isInherited = node.parent !== owner;
  const place = isInherited ? value.place : placeOfMember(node);
  const instance = { isExpression: ts.isClassExpression(owner), typeParameters: owner.typeParameters?.length ?? 0 };
  const member = {
    ...value,
    symbol,
    path: [...value.path, symbol.name],
    name: symbol.name,
    outer: [],
    place,
    receiver,
  };
  const found = isInherited ? ofInherited(member, node, type) : ofFunction(member, node, type);
  return [isStatic ? found : { ...found, instance }];
};

const isCallableMember = (node: ts.Node): boolean => ts.isMethodDeclaration(node) || ts.isPropertyDeclaration(node);

/** A method of a generic base has the type that the class gives it, and the comment and names of its declaration. */
const ofInherited = (value: Value, node: ts.Node, type: ts.Type): ExportedFunction => {
  const found = ofFunction(value, node, type);
  const signature = type.getCallSignatures().find(({ declaration }) => declaration === found.declaration);
  return { ...found, signature: signature ?? type.getCallSignatures().at(-1) ?? found.signature };
};
