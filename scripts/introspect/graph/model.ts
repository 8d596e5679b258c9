import type { ts } from 'ts-morph';
import type { Place } from '../model.ts';

/** A function in the list of an agent. */
export interface HeldFunction {
  /** Name of the tool that the model sees. */
  readonly name: string;
  /** The function's symbol; absent for a function that is made in the list. */
  readonly symbol: ts.Symbol | undefined;
  /** The function's declaration, when it can be found. */
  readonly declaration: ts.Node | undefined;
  /** True if a schema is bound to the function on its way into the list. */
  readonly isBound: boolean;
  /** Place of the function in the list. */
  readonly place: Place;
}

/** An agent of the program. */
export interface AgentModel {
  /** Name of the agent, or of its variable when it has no `name`. */
  readonly name: string;
  /** The expression that makes the agent. */
  readonly node: ts.NewExpression;
  /** Symbol of the variable that holds the agent; `undefined` if no variable holds it. */
  readonly symbol: ts.Symbol | undefined;
  /** The agent's functions, in order. */
  readonly functions: readonly HeldFunction[];
  /** Place of the expression. */
  readonly place: Place;
}

/** The agents of a program, and the functions that lead from one to another. */
export interface Handoff {
  /** Name of the agent that hands off. */
  readonly from: string;
  /** Name of the agent that takes over. */
  readonly to: string;
  /** Name of the function that returns the other agent. */
  readonly by: string;
}

/** Agents and handoffs of a program. */
export interface Graph {
  /** The agents in source order. */
  readonly agents: readonly AgentModel[];
  /** The handoffs by agent and function. */
  readonly handoffs: readonly Handoff[];
  /** Names of the agents that runs begin with. */
  readonly starts: readonly string[];
}
