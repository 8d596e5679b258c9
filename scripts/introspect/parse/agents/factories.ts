import { ts } from 'ts-morph';
import type { Reading } from '../types.ts';
import { behind } from './symbols.ts';
import { returnsOf } from './returned-agents.ts';

/** An expression that makes an agent: `new Agent(…)`, or `Agent.for<C>()(…)`. */
export type AgentExpression = ts.NewExpression | ts.CallExpression;

/** Values of a factory's parameters at one of its calls, by name. */
export type Bindings = ReadonlyMap<string, ts.Expression>;

/** Returns the value of a factory's parameter, and all other expressions as they are. */
export const valueOf = (node: ts.Expression, bindings: Bindings): ts.Expression =>
  (ts.isIdentifier(node) && bindings.get(node.text)) || node;

/** The agents that functions make, by function. */
type Factories = ReadonlyMap<ts.Node, readonly AgentExpression[]>;

/** An agent that a call makes. */
interface Made {
  readonly node: AgentExpression;
  readonly bindings: Bindings;
}

/** Limit of factories that call each other. */
const MAX_DEPTH = 5;

/** Finds the functions that return a new agent. */
export const factoriesOf = (agents: readonly AgentExpression[]): Factories => {
  const factories = new Map<ts.Node, readonly AgentExpression[]>();
  for (const node of agents) {
    const fn = ts.findAncestor(node, ts.isFunctionLike);
    if (fn && returnsOf(fn).some((returned) => plain(returned) === node))
      factories.set(fn, [...(factories.get(fn) ?? []), node]);
  }
  return factories;
};

/** Finds the agents that an expression makes by calling a factory, also through other functions. */
export const madeBy = (
  reading: Reading,
  expression: ts.Node,
  factories: Factories,
  outer: Bindings = new Map(),
  depth = 0,
): readonly Made[] => {
  const call = plain(expression);
  if (!ts.isCallExpression(call) || depth > MAX_DEPTH) return [];
  const fn = behind(reading, call.expression);
  if (fn === undefined || !ts.isFunctionLike(fn)) return [];
  const bindings = bindingsOf(fn, call, outer);
  const own = (factories.get(fn) ?? []).map((node) => ({ node, bindings }));
  if (own.length > 0) return own;
  return returnsOf(fn).flatMap((returned) => madeBy(reading, returned, factories, bindings, depth + 1));
};

const bindingsOf = (fn: ts.SignatureDeclaration, call: ts.CallExpression, outer: Bindings): Bindings =>
  new Map(
    fn.parameters.flatMap((parameter, index) => {
      const given = call.arguments[index] ?? parameter.initializer;
      const value = given && ts.isIdentifier(given) ? (outer.get(given.text) ?? given) : given;
      return value ? bound(parameter.name, value) : [];
    }),
  );

/** A parameter `{ name, functions }` is bound part by part. */
const bound = (name: ts.BindingName, value: ts.Expression): readonly (readonly [string, ts.Expression])[] => {
  if (ts.isIdentifier(name)) return [[name.text, value]];
  if (!ts.isObjectBindingPattern(name) || !ts.isObjectLiteralExpression(value)) return [];
  return name.elements.flatMap((element) => {
    const key = (element.propertyName ?? element.name).getText();
    const member = value.properties.find((property) => property.name?.getText() === key);
    const part = member && ts.isPropertyAssignment(member) ? member.initializer : element.initializer;
    return part ? bound(element.name, part) : [];
  });
};

/** Returns an expression without casts, parentheses and `await`. */
const plain = (node: ts.Node): ts.Node =>
  ts.isAsExpression(node) ||
  ts.isSatisfiesExpression(node) ||
  ts.isParenthesizedExpression(node) ||
  ts.isAwaitExpression(node)
    ? plain(node.expression)
    : node;
