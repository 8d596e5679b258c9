import { ts } from 'ts-morph';
import type { Reading } from '../types.ts';
import { type Bindings, valueOf } from './factories.ts';
import { returnsOf } from './returned-agents.ts';
import { initializerOf, symbolOf } from './symbols.ts';

/** The functions of an agent as expressions, and whether there are others that cannot be found. */
export interface Listed {
  readonly elements: readonly ts.Expression[];
  /** True for functions that a call returns or that an Observable emits. */
  readonly hasOthers: boolean;
}

/** An agent without functions. */
export const NOTHING: Listed = { elements: [], hasOthers: false };
const UNKNOWN: Listed = { elements: [], hasOthers: true };

/** Lists the functions of an agent: through variables, spreads, conditions, and a function of the context variables. */
export const listed = (reading: Reading, list: ts.Expression, bindings: Bindings): Listed => {
  const value = valueOf(inner(list), bindings);
  if (ts.isArrayLiteralExpression(value)) return joined(value.elements.map((each) => entryOf(reading, each, bindings)));
  if (ts.isConditionalExpression(value)) {
    return united([value.whenTrue, value.whenFalse].map((each) => listed(reading, each, bindings)));
  }
  if (ts.isArrowFunction(value) || ts.isFunctionExpression(value)) {
    return united(returnsOf(value).map((each) => listed(reading, each as ts.Expression, bindings)));
  }
  const initializer = initializerOf(symbolOf(reading, value));
  return initializer && !ts.isIdentifier(initializer) ? listed(reading, initializer, bindings) : UNKNOWN;
};

/** Returns an expression without its parentheses, casts and the like. */
const inner = (node: ts.Expression): ts.Expression =>
  ts.isParenthesizedExpression(node) || ts.isAsExpression(node) || ts.isSatisfiesExpression(node)
    ? inner(node.expression)
    : node;

const entryOf = (reading: Reading, element: ts.Expression, bindings: Bindings): Listed => {
  if (ts.isSpreadElement(element)) return listed(reading, element.expression, bindings);
  const value = valueOf(element, bindings);
  return isObservable(reading, value) ? UNKNOWN : { ...NOTHING, elements: [value] };
};

const joined = (lists: readonly Listed[]): Listed => ({
  elements: lists.flatMap(({ elements }) => elements),
  hasOthers: lists.some(({ hasOthers }) => hasOthers),
});

/** Joins the lists of branches, in which one function may stand several times. */
const united = (lists: readonly Listed[]): Listed => {
  const { elements, hasOthers } = joined(lists);
  return { elements: [...new Map(elements.map((each) => [each.getText(), each])).values()], hasOthers };
};

const isObservable = ({ checker }: Reading, node: ts.Expression): boolean => {
  const type = checker.getTypeAtLocation(node);
  return ['subscribe', 'pipe'].every((name) => type.getProperty(name) !== undefined);
};
