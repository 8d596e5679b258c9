import { ts } from 'ts-morph';
import type { Reading } from '../types.ts';
import type { AgentExpression } from './factories.ts';
import { initializerOf, symbolOf } from './symbols.ts';

/**
 * Finds the agents that a function may return, by their variables or by the expressions that make them: every agent that
 * its return expressions mention, also through local functions they call. An agent that is only read counts as well,
 * because an extra arrow is better than a missing one.
 */
export const returnedAgents = (
  reading: Reading,
  fn: ts.Node | undefined,
  agents: ReadonlySet<ts.Symbol>,
  seen = new Set<ts.Node>(),
): readonly (ts.Symbol | AgentExpression)[] => {
  if (fn === undefined || seen.has(fn)) return [];
  seen.add(fn);
  const returned = returnsOf(fn);
  const symbols = returned.flatMap((expression) => mentioned(reading, expression));
  const own = symbols.filter((symbol) => agents.has(symbol));
  const called = symbols
    .filter((symbol) => !agents.has(symbol))
    .map((symbol) => initializerOf(symbol) ?? symbol.valueDeclaration);
  const made = returned.flatMap(madeIn);
  return [...new Set([...own, ...made, ...called.flatMap((inner) => returnedAgents(reading, inner, agents, seen))])];
};

const madeIn = (expression: ts.Node): readonly AgentExpression[] => {
  const found: AgentExpression[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isNewExpression(node) || ts.isCallExpression(node)) found.push(node);
    ts.forEachChild(node, visit);
  };
  visit(expression);
  return found;
};

/**
 * Returns the return expressions of a function, without those of functions inside it; for other expressions, the
 * expression itself.
 */
export const returnsOf = (fn: ts.Node): readonly ts.Node[] => {
  if (ts.isArrowFunction(fn) && !ts.isBlock(fn.body)) return [fn.body];
  const body = ts.isFunctionLike(fn) && 'body' in fn ? (fn.body as ts.Node | undefined) : undefined;
  if (body === undefined) return ts.isNewExpression(fn) || ts.isObjectLiteralExpression(fn) ? [fn] : [];
  const found: ts.Node[] = [];
  const visit = (node: ts.Node): void => {
    if ((ts.isReturnStatement(node) || ts.isYieldExpression(node)) && node.expression) found.push(node.expression);
    if (!ts.isFunctionLike(node)) ts.forEachChild(node, visit);
  };
  ts.forEachChild(body, visit);
  return found;
};

/** In `agents.sales` only `sales` counts. */
const mentioned = (reading: Reading, expression: ts.Node): readonly ts.Symbol[] => {
  const found: ts.Symbol[] = [];
  const visit = (node: ts.Node): void => {
    const isMember = ts.isPropertyAccessExpression(node) && ts.isIdentifier(node.expression);
    const symbol = ts.isIdentifier(node) || isMember ? symbolOf(reading, isMember ? node.name : node) : undefined;
    if (symbol !== undefined && isLocal(symbol)) found.push(symbol);
    if (!isMember || symbol === undefined || !isLocal(symbol)) ts.forEachChild(node, visit);
  };
  visit(expression);
  return found;
};

const isLocal = (symbol: ts.Symbol): boolean =>
  (symbol.declarations ?? []).some((node) => !node.getSourceFile().isDeclarationFile);
