import { ts } from 'ts-morph';
import type { Value } from './callable.ts';
import { isPackaged, targetOf } from './exported.ts';
import { placeOf } from './place.ts';

/** Members of an exported value: those of the project, and the symbols of those that packages declare. */
export interface Members {
  readonly own: readonly Value[];
  readonly packaged: readonly ts.Symbol[];
}

/** Finds the members of `namespace tools { … }` and `export * as tools from './tools.js'`. */
export const namespaceMembers = (value: Value): Members => {
  const { checker } = value.reading;
  const exports = checker.getExportsOfModule(value.symbol).filter(({ name }) => name !== 'default');
  return membersOf(value, exports, (exported) => {
    const symbol = targetOf(checker, exported);
    const node = declarationOf(symbol);
    if (node === undefined) return undefined;
    const isHere = node.getSourceFile().fileName === value.place.file;
    const place = isHere ? placeOfMember(node) : value.place;
    return {
      ...memberOf(value, symbol, node),
      name: exported.name,
      path: [...value.path, exported.name],
      place,
      outer: exported.declarations ?? [],
    };
  });
};

/** Finds the members of an object. Functions that do not use `this` in an object literal stand alone. */
export const objectMembers = (value: Value): Members =>
  membersOf(value, value.reading.checker.getPropertiesOfType(value.type), (symbol) => {
    const node = declarationOf(symbol) ?? value.node;
    const isFree = ts.isObjectLiteralExpression(node.parent) && !mentionsThis(node);
    return { ...memberOf(value, symbol, node), receiver: isFree ? 'none' : 'object' };
  });

/** Finds the members of a class. Static members stand alone; the others need an instance. */
export const classMembers = (value: Value, owner: ts.ClassLikeDeclaration): Members => {
  const { checker } = value.reading;
  const { type } = value;
  const made = type.getConstructSignatures()[0]?.getReturnType() ?? checker.getTypeAtLocation(owner);
  const instance = {
    isExpression: ts.isClassExpression(owner) || value.node !== owner,
    typeParameters: owner.typeParameters?.length ?? 0,
  };
  const ofKind = (symbols: readonly ts.Symbol[], isStatic: boolean): Members =>
    membersOf(value, symbols, (symbol) => {
      const node = declarationOf(symbol);
      if (node === undefined) return undefined;
      const member = memberOf({ ...value, type: isStatic ? type : made }, symbol, node, owner);
      const place = node.parent === owner ? member.place : value.place;
      if (!isStatic) return { ...member, place, receiver: 'instance', instance };
      return { ...member, place, receiver: mentionsThis(node) ? 'object' : 'none' };
    });
  const [statics, members] = [ofKind(type.getProperties(), true), ofKind(checker.getPropertiesOfType(made), false)];
  return { own: [...statics.own, ...members.own], packaged: [...statics.packaged, ...members.packaged] };
};

const membersOf = (
  { home }: Value,
  symbols: readonly ts.Symbol[],
  make: (symbol: ts.Symbol) => Value | undefined,
): Members => {
  const isForeign = ({ declarations = [] }: ts.Symbol): boolean =>
    declarations.length > 0 && declarations.every((node) => isPackaged(node, home));
  const visible = symbols.filter((symbol) => !(symbol.flags & ts.SymbolFlags.Prototype) && !isHidden(symbol));
  return {
    own: visible
      .filter((symbol) => !isForeign(symbol))
      .map(make)
      .filter((member) => member !== undefined),
    packaged: visible.filter(isForeign),
  };
};

/** Returns the declaration of a symbol that says most. */
export const declarationOf = ({ valueDeclaration, declarations }: ts.Symbol): ts.Declaration | undefined =>
  valueDeclaration ?? declarations?.[0];

const memberOf = (value: Value, symbol: ts.Symbol, node: ts.Declaration, at: ts.Node = node): Value => ({
  ...value,
  symbol,
  node,
  type: value.reading.checker.getTypeOfSymbolAtLocation(symbol, at),
  path: [...value.path, nameOf(symbol)],
  name: nameOf(symbol),
  outer: [],
  place: placeOfMember(node),
  holders: [...value.holders, value.type],
});

/** A symbol as a name stands in brackets. */
const nameOf = ({ name }: ts.Symbol): string => name.replace(/^__@(.+)@\d+$/, '[Symbol.$1]');

const placeOfMember = (node: ts.Declaration): Value['place'] => placeOf(ts.getNameOfDeclaration(node) ?? node);

const isHidden = ({ declarations = [] }: ts.Symbol): boolean =>
  declarations.some(
    (node) =>
      isPrivateName(node) ||
      (ts.getCombinedModifierFlags(node) & (ts.ModifierFlags.Private | ts.ModifierFlags.Protected)) !== 0,
  );

/** `#name` exists within its class only. */
const isPrivateName = (node: ts.Declaration): boolean => {
  const name = ts.getNameOfDeclaration(node);
  return name !== undefined && ts.isPrivateIdentifier(name);
};

const mentionsThis = (node: ts.Node): boolean =>
  node.kind === ts.SyntaxKind.ThisKeyword ||
  node.kind === ts.SyntaxKind.SuperKeyword ||
  ts.forEachChild(node, mentionsThis) === true;
