import { ts } from 'ts-morph';
import type { GivenContext } from '../../graph/model.ts';
import type { Reading } from '../types.ts';
import { localSources, type FoundAgent } from './agents.ts';
import { keysOf } from './context-sets.ts';
import { propertyOf, symbolOf } from './held-functions.ts';

type BySymbol = ReadonlyMap<ts.Symbol, FoundAgent>;

/** Functions that begin a run with the options they are passed. */
const RUNS = /(^|\.)(run|converse|submit|serve)$/;

/** Finds what runs are given: objects with an agent to begin with, and context variables. */
export const givenContexts = (reading: Reading, bySymbol: BySymbol): readonly GivenContext[] => {
  const found: GivenContext[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isNewExpression(node) && /(^|\.)Result$/.test(node.expression.getText())) return;
    if (ts.isObjectLiteralExpression(node)) found.push(...givenIn(reading, node, bySymbol));
    ts.forEachChild(node, visit);
  };
  for (const source of localSources(reading.program)) if (/\b(agent|start)\b/.test(source.text)) visit(source);
  return found;
};

const givenIn = (reading: Reading, node: ts.ObjectLiteralExpression, bySymbol: BySymbol): readonly GivenContext[] => {
  const start = propertyOf(node, 'agent', new Map()) ?? propertyOf(node, 'start', new Map());
  const symbol = start && symbolOf(reading, start);
  const agent = symbol && bySymbol.get(symbol);
  if (agent === undefined) return [];
  const value = propertyOf(node, 'contextVariables', new Map());
  const isRun = ts.isCallExpression(node.parent) && RUNS.test(node.parent.expression.getText());
  const hasSpread = node.properties.some(ts.isSpreadAssignment);
  if (value === undefined && (!isRun || hasSpread)) return [];
  const keys = { sets: [], isOpen: false } as Parameters<typeof keysOf>[2];
  if (value) keysOf(reading, value, keys);
  return [{ starts: [agent.model.name], keys: keys.sets.map(({ key }) => key), isOpen: keys.isOpen }];
};

/** Finds the context variables that are read from something that has them, such as a response: `response.contextVariables.paid`. */
export const readOutside = (reading: Reading): readonly string[] => {
  const found = new Set<string>();
  const visit = (node: ts.Node): void => {
    const { parent } = node;
    if (ts.isPropertyAccessExpression(node) && node.name.text === 'contextVariables') {
      if (ts.isPropertyAccessExpression(parent) && parent.expression === node) found.add(parent.name.text);
      if (ts.isVariableDeclaration(parent) && ts.isObjectBindingPattern(parent.name)) {
        for (const { propertyName, name } of parent.name.elements) found.add((propertyName ?? name).getText());
      }
    }
    ts.forEachChild(node, visit);
  };
  for (const source of localSources(reading.program)) if (source.text.includes('.contextVariables')) visit(source);
  return [...found];
};
