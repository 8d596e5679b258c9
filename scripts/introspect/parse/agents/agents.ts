import { ts } from 'ts-morph';
import type { AgentModel } from '../../graph/model.ts';
import { placeOf } from '../place.ts';
import type { Reading } from '../types.ts';
import { type AgentExpression, factoriesOf, madeBy, type Bindings, valueOf } from './factories.ts';
import { heldFunctions, propertyOf, strayContext, wrongContext, type FoundFunction } from './held-functions.ts';
import { listed, NOTHING } from './listed.ts';
import { behind, isNamed, isNew } from './symbols.ts';

/** An agent, as syntax. */
export interface FoundAgent {
  readonly model: AgentModel;
  /** The expression that makes the agent. */
  readonly node: AgentExpression;
  /** Symbol of the variable that holds the agent; `undefined` if no variable holds it. */
  readonly symbol: ts.Symbol | undefined;
  readonly functions: readonly FoundFunction[];
  /** True where the agent has functions that cannot be found. */
  readonly hasOthers: boolean;
  /** Expression of the agent's instructions. */
  readonly instructions: ts.Expression | undefined;
}

/** Finds the agents of a program, without their syntax. */
export const agentsOf = (reading: Reading): readonly AgentModel[] => foundAgents(reading).map(({ model }) => model);

/** Finds each `new Agent({ … })` in the sources of a program, outside of packages, and each call of a function that makes one. */
export const foundAgents = (reading: Reading): readonly FoundAgent[] => {
  const sources = localSources(reading.program);
  const nodes = sources.filter(({ text }) => /\bAgent\b/.test(text)).flatMap((source) => instances(reading, source));
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

const instances = (reading: Reading, source: ts.SourceFile): readonly AgentExpression[] =>
  nodesIn(source, (node) => isNew(reading, node, 'Agent') || isTyped(reading, node));

/** Returns true for `Agent.for<C>()(…)`, also where `Agent.for<C>()` has a name. */
const isTyped = (reading: Reading, node: ts.Node): node is ts.CallExpression => {
  if (!ts.isCallExpression(node)) return false;
  const made = ts.isCallExpression(node.expression) ? node.expression : behind(reading, node.expression);
  const access = made && ts.isCallExpression(made) ? made.expression : undefined;
  return (
    access !== undefined &&
    ts.isPropertyAccessExpression(access) &&
    access.name.text === 'for' &&
    isNamed(reading, access.expression, 'Agent')
  );
};

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
  node: AgentExpression,
  holder: Holder | undefined,
  bindings: Bindings,
): FoundAgent => {
  const options = node.arguments?.[0];
  const part = (name: string): ts.Expression | undefined => options && propertyOf(options, name, bindings);
  const functions = part('functions');
  const { elements, hasOthers } = functions ? listed(reading, functions, bindings) : NOTHING;
  const found = heldFunctions(reading, elements);
  const name = part('name');
  const instructions = part('instructions');
  return {
    ...{ node, functions: found, instructions: instructions && valueOf(instructions, bindings) },
    hasOthers,
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
