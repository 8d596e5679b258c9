import { ts } from 'ts-morph';
import type { Place } from '../model.ts';
import { remembered } from '../remembered.ts';
import { placeOf } from './place.ts';
import type { Reading } from './types.ts';

/** A name in a type that the program cannot resolve. */
export interface Unresolved {
  readonly name: string;
  readonly place: Place;
}

/** Limit of nodes that are searched. A type beyond it is refused because of its size. */
const MAX_NODES = 20_000;

/**
 * Finds the first name that cannot be resolved in the syntax of a type: the type itself, and all declarations that it
 * reaches. The checker takes such a name for `any`, and a base or an operand of `keyof` for nothing, so the type would
 * silently be less than it is.
 */
export const unresolvedIn = (reading: Reading, nodes: readonly ts.Node[]): Unresolved | undefined => {
  const resolved = resolvedBy(reading.checker);
  const seen = new Set<ts.Node>();
  const queue = [...nodes];
  for (let node = queue.shift(); node !== undefined && seen.size < MAX_NODES; node = queue.shift()) {
    if (seen.has(node) || resolved.has(node) || isOutside(node)) continue;
    seen.add(node);
    const name = nameIn(node);
    const symbol = name && symbolOf(reading.checker, name);
    if (name && symbol === undefined) return { name: name.getText(), place: placeOf(name) };
    for (const declaration of symbol?.declarations ?? [])
      if (!reading.program.isSourceFileDefaultLibrary(declaration.getSourceFile())) queue.push(declaration);
    ts.forEachChild(node, (child) => void queue.push(child));
  }
  for (const node of seen) resolved.add(node);
  return undefined;
};

const known = new WeakMap<ts.TypeChecker, WeakSet<ts.Node>>();

/** Nodes that earlier searches with a checker have found to be resolved, with all that they reach. */
const resolvedBy = (checker: ts.TypeChecker): WeakSet<ts.Node> => remembered(known, checker, () => new WeakSet());

/** Parts that say nothing about the values of a type: code, signatures of functions, and members that JSON leaves out. */
const isOutside = (node: ts.Node): boolean =>
  ts.isBlock(node) ||
  ts.isFunctionLike(node) ||
  ts.isDecorator(node) ||
  ts.isSourceFile(node) ||
  ts.isModuleBlock(node) ||
  ts.isJSDoc(node);

/** The name that a node resolves in the space of types, or of values after `typeof`. */
const nameIn = (node: ts.Node): ts.Node | undefined => {
  if (ts.isTypeReferenceNode(node)) return isConst(node) ? undefined : node.typeName;
  if (ts.isTypeQueryNode(node)) return node.exprName;
  if (ts.isImportTypeNode(node)) return node.qualifier ?? node;
  if (ts.isExpressionWithTypeArguments(node)) return isBase(node) ? baseName(node) : undefined;
  return undefined;
};

/** A class may promise an interface, which adds nothing to its type. */
const isBase = ({ parent }: ts.ExpressionWithTypeArguments): boolean =>
  ts.isHeritageClause(parent) && parent.token === ts.SyntaxKind.ExtendsKeyword;

/** `as const` looks like a reference to a type. */
const isConst = ({ typeName }: ts.TypeReferenceNode): boolean => typeName.getText() === 'const';

/** A base class may be any expression, such as a mixin. Only names are looked up. */
const baseName = ({ expression }: ts.ExpressionWithTypeArguments): ts.Node | undefined =>
  ts.isIdentifier(expression) || ts.isPropertyAccessExpression(expression) ? expression : undefined;

const symbolOf = (checker: ts.TypeChecker, name: ts.Node): ts.Symbol | undefined => {
  const symbol = checker.getSymbolAtLocation(name);
  if (symbol === undefined) return ts.isImportTypeNode(name) ? symbolOfType(checker, name) : undefined;
  const target = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
  return isUnknown(target) ? undefined : target;
};

const symbolOfType = (checker: ts.TypeChecker, node: ts.ImportTypeNode): ts.Symbol | undefined => {
  const type = checker.getTypeAtLocation(node);
  return type.getSymbol() ?? type.aliasSymbol;
};

/** Symbols of the language that are declared nowhere, as are those of names that the checker could not resolve. */
const LANGUAGE: readonly unknown[] = ['undefined', 'globalThis'];

const isUnknown = ({ escapedName, declarations = [] }: ts.Symbol): boolean =>
  declarations.length === 0 && !LANGUAGE.includes(escapedName);
