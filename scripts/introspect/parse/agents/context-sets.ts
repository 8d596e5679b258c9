import { ts } from 'ts-morph';
import type { Reading } from '../types.ts';
import { saysNothing } from './context-reads.ts';
import { initializerOf, propertyOf, symbolOf } from './held-functions.ts';

/** A context variable that is set, as syntax. */
export interface FoundSet {
  readonly key: string;
  readonly node: ts.Node;
  /** Type of the value; `undefined` where it is not known. */
  readonly type: ts.Type | undefined;
  /** True where the same result names an agent. */
  readonly isHandoff?: boolean;
}

/** The context variables of an object. */
export interface FoundSets {
  readonly sets: FoundSet[];
  /** True where any other may be set as well. */
  isOpen: boolean;
}

/** Finds the context variables that a function sets by its results, also by those of local functions that it calls. */
export const setsOf = (
  reading: Reading,
  fn: ts.Node,
  found: FoundSets = { sets: [], isOpen: false },
  seen = new Set<ts.Node>(),
): FoundSets => {
  if (seen.has(fn)) return found;
  seen.add(fn);
  const results: ts.Node[] = [];
  const visit = (node: ts.Node): void => {
    if (isResult(node)) {
      results.push(node);
      const [fields] = node.arguments ?? [];
      const value = fields && propertyOf(fields, 'contextVariables', new Map());
      if (value) addResult(reading, value, fields, found);
      else if (fields && !ts.isObjectLiteralExpression(fields)) found.isOpen = true;
    }
    const inner = ts.isCallExpression(node) ? localFunction(reading, node) : undefined;
    if (inner) {
      results.push(inner);
      setsOf(reading, inner, found, seen);
    }
    ts.forEachChild(node, visit);
  };
  visit(fn);
  if (results.length === 0 && returnsResult(reading, fn)) found.isOpen = true;
  return found;
};

const addResult = (reading: Reading, value: ts.Expression, fields: ts.Expression, found: FoundSets): void => {
  const own: FoundSets = { sets: [], isOpen: false };
  keysOf(reading, value, own);
  const isHandoff = propertyOf(fields, 'agent', new Map()) !== undefined;
  found.sets.push(...own.sets.map((each) => ({ ...each, isHandoff })));
  found.isOpen ||= own.isOpen;
};

const isResult = (node: ts.Node): node is ts.NewExpression =>
  ts.isNewExpression(node) && /(^|\.)Result$/.test(node.expression.getText());

/** Returns the declaration of a local function that a call calls, if its type says that it may return a result. */
const localFunction = (reading: Reading, { expression }: ts.CallExpression): ts.Node | undefined => {
  const symbol = symbolOf(reading, ts.isPropertyAccessExpression(expression) ? expression.name : expression);
  const fn = initializerOf(symbol) ?? symbol?.valueDeclaration;
  const hasBody = fn && ts.isFunctionLike(fn) && 'body' in fn && fn.body && !fn.getSourceFile().isDeclarationFile;
  return hasBody && returnsResult(reading, fn) ? fn : undefined;
};

const returnsResult = ({ checker }: Reading, fn: ts.Node): boolean => {
  const [signature] = checker.getSignaturesOfType(checker.getTypeAtLocation(fn), ts.SignatureKind.Call);
  return (
    signature !== undefined &&
    /\bResult\b/.test(checker.typeToString(signature.getReturnType(), undefined, ts.TypeFormatFlags.NoTruncation))
  );
};

/** Adds the keys of an object of context variables. Those that are passed on as they are do not count. */
export const keysOf = (reading: Reading, node: ts.Expression, found: FoundSets): void => {
  if (ts.isParenthesizedExpression(node) || ts.isAsExpression(node) || ts.isSatisfiesExpression(node))
    keysOf(reading, node.expression, found);
  else if (ts.isConditionalExpression(node)) {
    keysOf(reading, node.whenTrue, found);
    keysOf(reading, node.whenFalse, found);
  } else if (ts.isObjectLiteralExpression(node)) for (const member of node.properties) memberOf(reading, member, found);
  else if (!isPassedOn(node)) typeKeys(reading, node, found);
};

const memberOf = (reading: Reading, member: ts.ObjectLiteralElementLike, found: FoundSets): void => {
  const { checker } = reading;
  if (ts.isSpreadAssignment(member)) {
    if (!isPassedOn(member.expression)) keysOf(reading, member.expression, found);
    return;
  }
  const symbol = checker.getSymbolAtLocation(member.name);
  const type = symbol && checker.getTypeOfSymbolAtLocation(symbol, member);
  const key = ts.isComputedPropertyName(member.name)
    ? literalOf(checker.getTypeAtLocation(member.name.expression))
    : member.name.text;
  if (key === undefined) found.isOpen = true;
  else found.sets.push({ key, node: member, type: type && saysNothing(type) ? undefined : type });
};

const literalOf = (type: ts.Type): string | undefined => (type.isStringLiteral() ? type.value : undefined);

/** Returns true for the context variables that a function was given. */
const isPassedOn = (node: ts.Expression): boolean => ts.isIdentifier(node) && node.text === 'contextVariables';

const typeKeys = ({ checker }: Reading, node: ts.Expression, found: FoundSets): void => {
  const type = checker.getTypeAtLocation(node);
  if (saysNothing(type) || checker.getIndexInfosOfType(type).length > 0) found.isOpen = true;
  for (const each of type.isUnion() ? type.types : [type]) {
    if (each.flags & (ts.TypeFlags.Undefined | ts.TypeFlags.Null)) continue;
    for (const property of checker.getPropertiesOfType(each)) {
      const value = checker.getTypeOfSymbolAtLocation(property, node);
      found.sets.push({ key: property.name, node, type: saysNothing(value) ? undefined : value });
    }
  }
};
