import { ts } from 'ts-morph';
import type { AgentContext, ContextUse } from '../../graph/model.ts';
import { placeOf } from '../place.ts';
import type { Reading } from '../types.ts';
import type { FoundAgent } from './agents.ts';
import { type FoundRead, readsOf, saysNothing } from './context-reads.ts';
import { type FoundSet, setsOf } from './context-sets.ts';
import { returnsOf } from './returned-agents.ts';
import { behind } from './symbols.ts';

/** A use of a context variable, with its type. */
export interface TypedUse extends ContextUse {
  readonly agent: string;
  readonly valueType: ts.Type | undefined;
  /** Expression of the value. */
  readonly value?: ts.Expression | undefined;
}

/** The context variables of an agent, as types. */
export interface FoundContext {
  readonly reads: readonly TypedUse[];
  readonly readsAny: boolean;
  readonly sets: readonly TypedUse[];
  readonly setsAny: boolean;
  /** The keys of the agent's type; `undefined` where it takes any. */
  readonly declared: readonly TypedUse[] | undefined;
}

/** Finds the context variables that an agent's instructions and functions use. */
export const contextOf = (reading: Reading, agent: FoundAgent): FoundContext => {
  const uses = [...functionsOf(agent), ...instructionsOf(reading, agent)];
  const reads = uses.flatMap(({ by, parameter }) => (parameter ? [{ by, ...readsOf(reading, parameter) }] : []));
  const sets = uses.flatMap(({ by, fn }) => (by === INSTRUCTIONS ? [] : [{ by, ...setsOf(reading, fn) }]));
  const hasOthers =
    agent.hasOthers || !agent.functions.every(({ declaration, isClient }) => isClient || isReadable(declaration));
  const typed = (by: string) => (use: FoundRead | FoundSet) => typedUse(reading, agent, by, use);
  return {
    reads: reads.flatMap(({ by, reads: found }) => once(found.map(typed(by)))),
    readsAny: hasOthers || reads.some(({ isOpen }) => isOpen),
    sets: sets.flatMap(({ by, sets: found }) => once(found.map(typed(by)))),
    setsAny: hasOthers || sets.some(({ isOpen }) => isOpen),
    declared: declaredKeys(reading, agent),
  };
};

/** Leaves the compiler's types out. */
export const toAgentContext = ({ reads, sets, declared, readsAny, setsAny }: FoundContext): AgentContext => ({
  reads: reads.map(plain),
  sets: sets.map(plain),
  declared: declared?.map(({ key }) => key),
  ...{ readsAny, setsAny },
});

export const plain = ({ key, by, type, isOptional, isHandoff, place }: ContextUse): ContextUse => ({
  ...{ key, by, type, isOptional, isHandoff, place },
});

const INSTRUCTIONS = 'instructions';

interface ContextFunction {
  readonly by: string;
  readonly fn: ts.Node;
  /** The parameter for the context variables. */
  readonly parameter: ts.ParameterDeclaration | undefined;
}

const isReadable = (node: ts.Node | undefined): node is ts.SignatureDeclaration =>
  node !== undefined && ts.isFunctionLike(node);

const functionsOf = ({ functions }: FoundAgent): readonly ContextFunction[] =>
  functions.flatMap(({ model, declaration }) => {
    if (!isReadable(declaration)) return [];
    const parameter = declaration.parameters.find(({ name }) => name.getText() === 'contextVariables');
    return [{ by: model.name, fn: declaration, parameter }];
  });

const instructionsOf = (reading: Reading, { instructions }: FoundAgent): readonly ContextFunction[] => {
  const fn = instructions && functionBehind(reading, instructions);
  return fn ? [{ by: INSTRUCTIONS, fn, parameter: fn.parameters[0] }] : [];
};

/** Returns the function that an expression is or names. */
export const functionBehind = (reading: Reading, node: ts.Expression): ts.SignatureDeclaration | undefined => {
  if (ts.isArrowFunction(node) || ts.isFunctionExpression(node)) return node;
  if (ts.isCallExpression(node)) return returnedFunction(reading, node);
  const declaration = behind(reading, node);
  return declaration && ts.isFunctionLike(declaration) ? declaration : undefined;
};

/** Returns the function that a call returns: `welcome('shop')`, or `this.welcome.bind(this)`. */
const returnedFunction = (reading: Reading, { expression }: ts.CallExpression): ts.SignatureDeclaration | undefined => {
  const isBind = ts.isPropertyAccessExpression(expression) && expression.name.text === 'bind';
  if (isBind) return functionBehind(reading, expression.expression);
  const made = behind(reading, expression);
  return made && returnsOf(made).find((each) => ts.isArrowFunction(each) || ts.isFunctionExpression(each));
};

const typedUse = (reading: Reading, { model }: FoundAgent, by: string, use: FoundRead | FoundSet): TypedUse => ({
  ...{ key: use.key, by, agent: model.name, valueType: use.type, place: placeOf(use.node) },
  value: 'value' in use ? use.value : undefined,
  type: use.type && textOf(reading, use.type),
  isOptional: 'isOptional' in use && use.isOptional,
  isHandoff: 'isHandoff' in use && use.isHandoff,
});

const textOf = ({ checker }: Reading, type: ts.Type): string => checker.typeToString(type);

/** Keeps the first use of each key. It is optional if any is, because code that tests a key once knows that it may be missing. */
const once = (uses: readonly TypedUse[]): readonly TypedUse[] => {
  const first = new Map<string, TypedUse>();
  for (const use of uses) {
    const known = first.get(use.key);
    first.set(
      use.key,
      known
        ? { ...known, isOptional: known.isOptional || use.isOptional, isHandoff: known.isHandoff && use.isHandoff }
        : use,
    );
  }
  return [...first.values()];
};

const declaredKeys = (reading: Reading, agent: FoundAgent): FoundContext['declared'] => {
  const { checker } = reading;
  const { node, symbol } = agent;
  const type =
    symbol && !node.typeArguments ? checker.getTypeOfSymbolAtLocation(symbol, node) : checker.getTypeAtLocation(node);
  const [context] = checker.getTypeArguments(type as ts.TypeReference);
  if (context === undefined || saysNothing(context) || checker.getIndexInfosOfType(context).length > 0)
    return undefined;
  return checker.getPropertiesOfType(context).map((property) => {
    const value = checker.getTypeOfSymbolAtLocation(property, node);
    const isOptional = (property.flags & ts.SymbolFlags.Optional) !== 0;
    const use = { key: property.name, node: node, type: saysNothing(value) ? undefined : value, isOptional };
    return { ...typedUse(reading, agent, 'its type', use), place: agent.model.place };
  });
};
