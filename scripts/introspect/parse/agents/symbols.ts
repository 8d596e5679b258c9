import { ts } from 'ts-morph';
import type { Reading } from '../types.ts';

/** Resolves a name to its declaration, through imports and the short properties of objects: `{ refund }`. */
export const symbolOf = (reading: Reading, node: ts.Node): ts.Symbol | undefined => {
  const { checker } = reading;
  const symbol = ts.isShorthandPropertyAssignment(node.parent)
    ? checker.getShorthandAssignmentValueSymbol(node.parent)
    : checker.getSymbolAtLocation(node);
  return symbol && resolved(reading, symbol);
};

const resolved = (reading: Reading, symbol: ts.Symbol): ts.Symbol => {
  const { checker } = reading;
  const whole = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
  const { valueDeclaration } = whole;
  const isShort = valueDeclaration && ts.isShorthandPropertyAssignment(valueDeclaration);
  const value = isShort ? checker.getShorthandAssignmentValueSymbol(valueDeclaration) : undefined;
  return value ? resolved(reading, value) : whole;
};

/** Returns the initialiser of the variable or property behind a symbol, or `undefined`. */
export const initializerOf = (symbol: ts.Symbol | undefined): ts.Expression | undefined => {
  const node = symbol?.valueDeclaration;
  const isValue =
    node && (ts.isVariableDeclaration(node) || ts.isPropertyAssignment(node) || ts.isPropertyDeclaration(node));
  const initializer = isValue ? node.initializer : undefined;
  return initializer && (ts.isAsExpression(initializer) || ts.isSatisfiesExpression(initializer))
    ? initializer.expression
    : initializer;
};

/** Limit of names for other names. */
const MAX_DEPTH = 5;

/** Returns the function, or the other value, that a name stands for, also where it is another name's value. */
export const behind = (reading: Reading, node: ts.Expression, depth = 0): ts.Node | undefined => {
  const symbol = symbolOf(reading, ts.isPropertyAccessExpression(node) ? node.name : node);
  const initializer = initializerOf(symbol);
  const isName = initializer && (ts.isIdentifier(initializer) || ts.isPropertyAccessExpression(initializer));
  const further = isName && depth < MAX_DEPTH ? behind(reading, initializer, depth + 1) : undefined;
  return further ?? initializer ?? symbol?.valueDeclaration;
};

/** Returns true for `new Result(…)` and the like, also where the class is imported under another name. */
export const isNew = (reading: Reading, node: ts.Node, name: string): node is ts.NewExpression =>
  ts.isNewExpression(node) && isNamed(reading, node.expression, name);

/** Returns true for an expression that names a class, also where it is imported under another name. */
export const isNamed = (reading: Reading, node: ts.Expression, name: string): boolean =>
  (ts.isPropertyAccessExpression(node) ? node.name : node).getText() === name || symbolOf(reading, node)?.name === name;
