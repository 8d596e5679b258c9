import { ts } from 'ts-morph';
import type { GivenContext, Graph } from '../../graph/model.ts';
import type { Reading } from '../types.ts';
import { localSources, type FoundAgent } from './agents.ts';
import { type FoundReads, readsFrom } from './context-reads.ts';
import { keysOf } from './context-sets.ts';
import { propertyOf } from './held-functions.ts';
import { isNew, symbolOf } from './symbols.ts';

type BySymbol = ReadonlyMap<ts.Symbol, FoundAgent>;

/** Functions that begin a run with the options they are passed. */
const RUNS = /(^|\.)(run|converse|submit|serve)$/;

/** Finds what runs are given: objects with an agent to begin with, and context variables. */
export const givenContexts = (reading: Reading, bySymbol: BySymbol): readonly GivenContext[] => {
  const found: GivenContext[] = [];
  const visit = (node: ts.Node): void => {
    if (isNew(reading, node, 'Result')) return;
    if (ts.isObjectLiteralExpression(node)) found.push(...givenIn(reading, node, bySymbol));
    ts.forEachChild(node, visit);
  };
  for (const source of localSources(reading.program)) if (/\b(agent|start)\b/.test(source.text)) visit(source);
  return found;
};

/** Returns the agents that an expression may be: one, or one of two. */
export const agentsIn = (reading: Reading, node: ts.Expression, bySymbol: BySymbol): readonly FoundAgent[] => {
  if (ts.isConditionalExpression(node))
    return [node.whenTrue, node.whenFalse].flatMap((each) => agentsIn(reading, each, bySymbol));
  if (ts.isParenthesizedExpression(node) || ts.isAsExpression(node))
    return agentsIn(reading, node.expression, bySymbol);
  const symbol = symbolOf(reading, ts.isPropertyAccessExpression(node) ? node.name : node);
  const agent = symbol && bySymbol.get(symbol);
  return agent ? [agent] : [];
};

const givenIn = (reading: Reading, node: ts.ObjectLiteralExpression, bySymbol: BySymbol): readonly GivenContext[] => {
  const start = propertyOf(node, 'agent', new Map()) ?? propertyOf(node, 'start', new Map());
  const starts = start ? agentsIn(reading, start, bySymbol) : [];
  if (starts.length === 0) return [];
  const value = propertyOf(node, 'contextVariables', new Map());
  const isRun = ts.isCallExpression(node.parent) && RUNS.test(node.parent.expression.getText());
  const hasSpread = node.properties.some(ts.isSpreadAssignment);
  if (value === undefined && (!isRun || hasSpread)) return [];
  const keys = { sets: [], isOpen: false } as Parameters<typeof keysOf>[2];
  if (value) keysOf(reading, value, keys);
  return [
    { starts: starts.map(({ model }) => model.name), keys: keys.sets.map(({ key }) => key), isOpen: keys.isOpen },
  ];
};

/** Finds the context variables that are read from something that has them, such as a response: `response.contextVariables.paid`. */
export const readOutside = (reading: Reading): Graph['readOutside'] => {
  const found: FoundReads[] = [];
  const visit = (node: ts.Node): void => {
    if (isAccess(node) || isPart(node)) found.push(readsFrom(reading, node));
    ts.forEachChild(node, visit);
  };
  for (const source of localSources(reading.program)) if (source.text.includes('contextVariables')) visit(source);
  return {
    keys: [...new Set(found.flatMap(({ reads }) => reads.map(({ key }) => key)))],
    isOpen: found.some(({ isOpen }) => isOpen),
  };
};

/** Returns true for `response.contextVariables`, and false where it is only given to the next run. */
const isAccess = (node: ts.Node): node is ts.PropertyAccessExpression =>
  ts.isPropertyAccessExpression(node) &&
  node.name.text === 'contextVariables' &&
  !(ts.isPropertyAssignment(node.parent) && node.parent.name.getText() === 'contextVariables');

/** Returns true for the name in `const { contextVariables } = response`. */
const isPart = (node: ts.Node): node is ts.BindingElement =>
  ts.isBindingElement(node) && (node.propertyName ?? node.name).getText() === 'contextVariables';
