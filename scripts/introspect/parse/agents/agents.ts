import { ts } from 'ts-morph';
import type { AgentModel } from '../../graph/model.ts';
import { placeOf } from '../place.ts';
import type { Reading } from '../types.ts';
import { factoriesOf, madeBy, type Bindings } from './factories.ts';
import {
  heldFunctions,
  propertyOf,
  strayContext,
  valueOf,
  wrongContext,
  type FoundFunction,
} from './held-functions.ts';

/** An agent, as syntax. */
export interface FoundAgent {
  readonly model: AgentModel;
  /** The expression that makes the agent. */
  readonly node: ts.NewExpression;
  /** Symbol of the variable that holds the agent; `undefined` if no variable holds it. */
  readonly symbol: ts.Symbol | undefined;
  readonly functions: readonly FoundFunction[];
  /** Expression of the agent's instructions. */
  readonly instructions: ts.Expression | undefined;
}

/** Finds the agents of a program, without their syntax. */
export const agentsOf = (reading: Reading): readonly AgentModel[] => foundAgents(reading).map(({ model }) => model);

/** Finds each `new Agent({ … })` in the sources of a program, outside of packages, and each call of a function that makes one. */
export const foundAgents = (reading: Reading): readonly FoundAgent[] => {
  const sources = localSources(reading.program);
  const nodes = sources.filter(({ text }) => /\bAgent\b/.test(text)).flatMap(instances);
  if (nodes.length === 0) return [];
  const factories = factoriesOf(nodes);
  const held = factories.size > 0 ? sources.flatMap((source) => holders(source)) : [];
  const made = held.flatMap((holder) =>
    madeBy(reading, holder.initializer, factories).map(({ node, bindings }) =>
      agentOf(reading, node, holder, bindings),
    ),
  );
  const isMade = new Set(made.map(({ node }) => node));
  const direct = nodes
    .filter((node) => !isMade.has(node))
    .map((node) => agentOf(reading, node, holderOf(node), new Map()));
  return [...direct, ...made];
};

/** Returns the sources of a program outside of packages. */
export const localSources = (program: ts.Program): readonly ts.SourceFile[] => {
  const own = ownFolder(program);
  return program
    .getSourceFiles()
    .filter(
      ({ isDeclarationFile, fileName }) =>
        !isDeclarationFile && !/\/node_modules\//.test(fileName) && !fileName.startsWith(own),
    );
};

/** Skips the agents of rxswarm's own sources when these are part of the program, as in this repository. */
const ownFolder = (program: ts.Program): string =>
  program
    .getSourceFiles()
    .find(({ fileName, text }) => fileName.endsWith('/lib/agent/agent.ts') && text.includes("'rxswarm.agent'"))
    ?.fileName.slice(0, -'agent/agent.ts'.length) ?? '\0';

const instances = (source: ts.SourceFile): readonly ts.NewExpression[] =>
  nodesIn(source, ts.isNewExpression).filter(({ expression }) => /(^|\.)Agent$/.test(expression.getText()));

/** A variable or property that holds an agent. */
type Holder = (ts.VariableDeclaration | ts.PropertyAssignment | ts.PropertyDeclaration) & {
  readonly initializer: ts.Expression;
};

const isHolder = (node: ts.Node): node is Holder =>
  (ts.isVariableDeclaration(node) || ts.isPropertyAssignment(node) || ts.isPropertyDeclaration(node)) &&
  node.initializer !== undefined;

const holders = (source: ts.SourceFile): readonly Holder[] => nodesIn(source, isHolder);

const nodesIn = <T extends ts.Node>(source: ts.SourceFile, matches: (node: ts.Node) => node is T): readonly T[] => {
  const found: T[] = [];
  const visit = (node: ts.Node): void => {
    if (matches(node)) found.push(node);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
};

const holderOf = ({ parent }: ts.Node): Holder | undefined => {
  if (ts.isAsExpression(parent) || ts.isSatisfiesExpression(parent) || ts.isParenthesizedExpression(parent))
    return holderOf(parent);
  return isHolder(parent) ? parent : undefined;
};

const agentOf = (
  reading: Reading,
  node: ts.NewExpression,
  holder: Holder | undefined,
  bindings: Bindings,
): FoundAgent => {
  const options = node.arguments?.[0];
  const part = (name: string): ts.Expression | undefined => options && propertyOf(options, name, bindings);
  const functions = part('functions');
  const found = functions ? heldFunctions(reading, functions, bindings) : [];
  const name = part('name');
  return {
    ...{ node, functions: found, instructions: part('instructions') },
    symbol: holder && reading.checker.getSymbolAtLocation(holder.name),
    model: {
      name: (name && textOf(reading, valueOf(name, bindings))) ?? holder?.name.getText() ?? 'Agent',
      functions: found.map(({ model, declaration }) => {
        const mismatch = wrongContext(reading, holder?.name ?? node, declaration);
        const stray = strayContext(reading, holder?.name ?? node, declaration);
        return {
          ...model,
          ...(mismatch && { wrongContext: mismatch }),
          ...(stray !== undefined && { strayContext: stray }),
        };
      }),
      place: placeOf(holder?.name ?? node),
    },
  };
};

/** Returns the text of a literal, or of a constant. */
const textOf = ({ checker }: Reading, node: ts.Expression): string | undefined => {
  if (ts.isStringLiteralLike(node)) return node.text;
  const type = checker.getTypeAtLocation(node);
  return type.isStringLiteral() ? type.value : undefined;
};
