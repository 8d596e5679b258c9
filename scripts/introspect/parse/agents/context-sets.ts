import { ts } from 'ts-morph';
import type { Reading } from '../types.ts';
import { saysNothing } from './context-reads.ts';
import { propertyOf } from './held-functions.ts';
import { behind, isNew, symbolOf } from './symbols.ts';

/** Parameters that stand for the context variables under another name. */
type Carriers = ReadonlySet<ts.Node>;

/** A context variable that is set, as syntax. */
export interface FoundSet {
  readonly key: string;
  readonly node: ts.Node;
  /** Type of the value; `undefined` where it is not known. */
  readonly type: ts.Type | undefined;
  /** Expression of the value; `undefined` where an object's type tells of it. */
  readonly value?: ts.Expression | undefined;
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
  carriers = new Set<ts.Node>(),
): FoundSets => {
  if (seen.has(fn)) return found;
  seen.add(fn);
  const results: ts.Node[] = [];
  const visit = (node: ts.Node): void => {
    if (isNew(reading, node, 'Result')) {
      results.push(node);
      const [fields] = node.arguments ?? [];
      const value = fields && propertyOf(fields, 'contextVariables', new Map());
      if (value) addResult(reading, value, fields, found, carriers);
      else if (fields && !ts.isObjectLiteralExpression(fields)) found.isOpen = true;
    }
    const inner = ts.isCallExpression(node) ? localFunction(reading, node) : undefined;
    if (inner) {
      results.push(inner);
      carry(reading, node as ts.CallExpression, inner, carriers);
      setsOf(reading, inner, found, seen, carriers);
    }
    ts.forEachChild(node, visit);
  };
  visit(fn);
  if (results.length === 0 && returnsResult(reading, fn)) found.isOpen = true;
  return found;
};

const addResult = (
  reading: Reading,
  value: ts.Expression,
  fields: ts.Expression,
  found: FoundSets,
  carriers: Carriers,
): void => {
  const own: FoundSets = { sets: [], isOpen: false };
  keysOf(reading, value, own, carriers);
  const isHandoff = propertyOf(fields, 'agent', new Map()) !== undefined;
  found.sets.push(...own.sets.map((each) => ({ ...each, isHandoff })));
  found.isOpen ||= own.isOpen;
};

/** Notes the parameters of a function that a call fills with context variables. */
const carry = (reading: Reading, call: ts.CallExpression, fn: ts.Node, carriers: Set<ts.Node>): void => {
  const parameters = ts.isFunctionLike(fn) ? fn.parameters : [];
  call.arguments.forEach((argument, place) => {
    const parameter = parameters[place];
    if (parameter && isPassedOn(reading, argument, carriers)) carriers.add(parameter);
  });
};

/** Returns the declaration of a local function that a call calls, if its type says that it may return a result. */
const localFunction = (reading: Reading, { expression }: ts.CallExpression): ts.Node | undefined => {
  const fn = behind(reading, expression);
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

/**
 * Adds the keys of an object of context variables. In a result, those that are passed on as they are do not count; a result
 * is read with `carriers`.
 */
export const keysOf = (reading: Reading, node: ts.Expression, found: FoundSets, carriers?: Carriers): void => {
  const isSame = carriers !== undefined && isPassedOn(reading, node, carriers);
  if (isSame) return;
  if (ts.isParenthesizedExpression(node) || ts.isAsExpression(node) || ts.isSatisfiesExpression(node))
    keysOf(reading, node.expression, found, carriers);
  else if (ts.isConditionalExpression(node)) {
    keysOf(reading, node.whenTrue, found, carriers);
    keysOf(reading, node.whenFalse, found, carriers);
  } else if (ts.isObjectLiteralExpression(node))
    for (const member of node.properties) memberOf(reading, member, found, carriers);
  else if (ts.isCallExpression(node) && node.expression.getText() === 'Object.assign')
    for (const part of node.arguments) keysOf(reading, part, found, carriers);
  else typeKeys(reading, node, found);
};

const memberOf = (
  reading: Reading,
  member: ts.ObjectLiteralElementLike,
  found: FoundSets,
  carriers?: Carriers,
): void => {
  const { checker } = reading;
  if (ts.isSpreadAssignment(member)) {
    keysOf(reading, member.expression, found, carriers);
    return;
  }
  const value = ts.isPropertyAssignment(member) ? member.initializer : undefined;
  const symbol = checker.getSymbolAtLocation(member.name);
  const type = symbol && checker.getTypeOfSymbolAtLocation(symbol, member);
  const key = ts.isComputedPropertyName(member.name)
    ? literalOf(checker.getTypeAtLocation(member.name.expression))
    : member.name.text;
  if (key === undefined) found.isOpen = true;
  else found.sets.push({ key, node: member, value, type: type && saysNothing(type) ? undefined : type });
};

const literalOf = (type: ts.Type): string | undefined => (type.isStringLiteral() ? type.value : undefined);

/** Returns true for the context variables that a function was given. */
const isPassedOn = (reading: Reading, node: ts.Expression, carriers: Carriers): boolean => {
  const declaration = ts.isIdentifier(node) ? symbolOf(reading, node)?.valueDeclaration : undefined;
  if (declaration === undefined) return false;
  if (ts.isParameter(declaration))
    return declaration.name.getText() === 'contextVariables' || carriers.has(declaration);
  const isRest = ts.isBindingElement(declaration) && declaration.dotDotDotToken !== undefined;
  const holder = isRest ? declaration.parent.parent : declaration;
  const source = ts.isVariableDeclaration(holder) ? holder.initializer : undefined;
  return source !== undefined && source !== node && isPassedOn(reading, source, carriers);
};

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
