import { ts } from 'ts-morph';
import type { Reading } from '../types.ts';
import { behind, isNew } from './symbols.ts';
import { isGuarded } from './guards.ts';

/** A read of a context variable, as syntax. */
export interface FoundRead {
  readonly key: string;
  readonly node: ts.Node;
  /** Type of the value; `undefined` where the context variables have no types. */
  readonly type: ts.Type | undefined;
  readonly isOptional: boolean;
}

/** The reads of one function. */
export interface FoundReads {
  readonly reads: FoundRead[];
  /** True where the context variables go to code that cannot be read. */
  isOpen: boolean;
}

/** Finds the context variables that a function reads from one of its parameters, also through local functions that it calls. */
export const readsOf = (
  reading: Reading,
  parameter: ts.ParameterDeclaration,
  found: FoundReads = { reads: [], isOpen: false },
  seen = new Set<ts.Node>(),
): FoundReads => {
  const scope = parameter.parent;
  if (seen.has(parameter)) return found;
  seen.add(parameter);
  bound(parameter.name, { ...{ reading, found, seen, scope }, type: reading.checker.getTypeAtLocation(parameter) });
  return found;
};

/** Finds what is read from an expression, or under a name, that stands for context variables. */
export const readsFrom = (reading: Reading, node: ts.Expression | ts.BindingElement): FoundReads => {
  const found: FoundReads = { reads: [], isOpen: false };
  const scope = ts.findAncestor(node, ts.isFunctionLike) ?? node.getSourceFile();
  const search = {
    ...{ reading, found, scope },
    seen: new Set<ts.Node>(),
    type: reading.checker.getTypeAtLocation(node),
  };
  if (ts.isBindingElement(node)) bound(node.name, search);
  else use(node, search);
  return found;
};

interface Search {
  readonly reading: Reading;
  readonly found: FoundReads;
  readonly seen: Set<ts.Node>;
  /** The function whose body is searched. */
  readonly scope: ts.Node;
  /** Type of the context variables. */
  readonly type: ts.Type;
}

/** Follows a name, or the parts of a pattern. */
const bound = (name: ts.BindingName, search: Search): void => {
  if (ts.isIdentifier(name)) named(name, search);
  else if (ts.isObjectBindingPattern(name)) for (const element of name.elements) part(element, search);
  else search.found.isOpen = true;
};

const part = (element: ts.BindingElement, search: Search): void => {
  const key = element.dotDotDotToken ? undefined : keyOf(element.propertyName ?? element.name);
  if (key === undefined) search.found.isOpen = true;
  else add(key, element, search, element.initializer !== undefined || isGuardedName(element.name, search));
};

const keyOf = (name: ts.PropertyName | ts.BindingName): string | undefined =>
  ts.isIdentifier(name) || ts.isStringLiteralLike(name) ? name.text : undefined;

const add = (key: string, node: ts.Node, { reading: { checker }, found, type }: Search, isGuard: boolean): void => {
  const property = checker.getPropertyOfType(type, key);
  const value = property && checker.getTypeOfSymbolAtLocation(property, node);
  const isOptional =
    isGuard || ((property?.flags ?? 0) & ts.SymbolFlags.Optional) !== 0 || (value !== undefined && takesNothing(value));
  found.reads.push({ key, node, type: value && saysNothing(value) ? undefined : value, isOptional });
};

const takesNothing = (type: ts.Type): boolean =>
  !saysNothing(type) && (type.isUnion() ? type.types : [type]).some(({ flags }) => flags & ts.TypeFlags.Undefined);

/** Returns true for a type that takes any value. */
export const saysNothing = ({ flags }: ts.Type): boolean => (flags & (ts.TypeFlags.Any | ts.TypeFlags.Unknown)) !== 0;

/** Follows each mention of a name for the context variables. */
const named = (name: ts.Identifier, search: Search): void => {
  for (const mention of mentionsOf(name, search)) if (mention !== name) use(mention, search);
};

const isGuardedName = (name: ts.BindingName, search: Search): boolean =>
  ts.isIdentifier(name) && mentionsOf(name, search).some((mention) => mention !== name && isGuarded(mention));

const mentionsOf = (name: ts.Identifier, { reading: { checker }, scope }: Search): readonly ts.Identifier[] => {
  const symbol = checker.getSymbolAtLocation(name);
  const found: ts.Identifier[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node) && node.text === name.text && valueSymbol(checker, node) === symbol) found.push(node);
    ts.forEachChild(node, visit);
  };
  visit(scope);
  return found;
};

const valueSymbol = (checker: ts.TypeChecker, node: ts.Identifier): ts.Symbol | undefined =>
  ts.isShorthandPropertyAssignment(node.parent)
    ? checker.getShorthandAssignmentValueSymbol(node.parent)
    : checker.getSymbolAtLocation(node);

/** Reads one use of the context variables as a whole. */
const use = (node: ts.Expression, search: Search): void => {
  const { parent } = node;
  if (ts.isParenthesizedExpression(parent) || ts.isAsExpression(parent) || ts.isNonNullExpression(parent))
    use(parent, search);
  else if (ts.isPropertyAccessExpression(parent) && parent.expression === node)
    access(parent, parent.name.text, search);
  else if (ts.isElementAccessExpression(parent) && parent.expression === node)
    for (const key of keysOf(parent.argumentExpression, search)) access(parent, key, search);
  else if (ts.isVariableDeclaration(parent) && parent.initializer === node) bound(parent.name, search);
  else if (ts.isBinaryExpression(parent) && parent.operatorToken.kind === ts.SyntaxKind.InKeyword)
    for (const key of keysOf(parent.left, search)) add(key, parent, search, true);
  else if (ts.isCallExpression(parent)) passed(parent, node, search);
  else if (!isPassedOn(search.reading, node)) search.found.isOpen = true;
};

const access = (node: ts.Expression, key: string, search: Search): void => {
  const { parent } = node;
  const isWrite =
    ts.isBinaryExpression(parent) && parent.left === node && parent.operatorToken.kind === ts.SyntaxKind.EqualsToken;
  if (isWrite || ts.isDeleteExpression(parent)) return;
  const isKept = ts.isVariableDeclaration(parent) && parent.initializer === node && isGuardedName(parent.name, search);
  add(key, node, search, isGuarded(node) || isKept);
};

/** Returns the names that an expression may be; none where that is not known, and then any may be read. */
const keysOf = (node: ts.Expression, { reading: { checker }, found }: Search): readonly string[] => {
  const type = checker.getTypeAtLocation(node);
  const all = type.isUnion() ? type.types : [type];
  if (all.every((each) => each.isStringLiteral())) return all.map(({ value }) => value);
  found.isOpen = true;
  return [];
};

/** Follows the context variables into a local function. */
const passed = (call: ts.CallExpression, node: ts.Expression, search: Search): void => {
  const { reading, found, seen } = search;
  const { expression } = call;
  const fn = behind(reading, expression);
  const parameter =
    fn && ts.isFunctionLike(fn) && 'body' in fn && fn.body ? fn.parameters[call.arguments.indexOf(node)] : undefined;
  if (parameter === undefined || parameter.dotDotDotToken) found.isOpen = true;
  else readsOf(reading, parameter, found, seen);
};

/** Returns true for context variables that go into a result: what stays as it is, is neither read nor set. */
const isPassedOn = (reading: Reading, node: ts.Node): boolean =>
  ts.findAncestor(node, (each) => isNew(reading, each, 'Result')) !== undefined;
