import type { Place } from '../model.ts';

/** A function in the list of an agent. */
export interface HeldFunction {
  /** Name of the tool that the model sees. */
  readonly name: string;
  /** Path of the source that declares the function, when it can be found. */
  readonly file?: string;
  /** Whether a schema is bound to the function on its way into the list. */
  readonly isBound: boolean;
  /** Whether the function has parameters. */
  readonly hasParameters: boolean;
  /** Whether the function's module exports it. */
  readonly isExported: boolean;
  /** The context variables that the function takes and the agent lacks, each as a type. */
  readonly wrongContext?: { readonly wanted: string; readonly given: string };
  /** Place of the function in the list. */
  readonly place: Place;
}

/** An agent of the program. */
export interface AgentModel {
  /** Name of the agent, or of its variable when it has no `name`. */
  readonly name: string;
  /** The agent's functions, in order. */
  readonly functions: readonly HeldFunction[];
  /** Place of the expression. */
  readonly place: Place;
}

/** A function that leads from one agent to another. */
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
  /** All agents, in source order. */
  readonly agents: readonly AgentModel[];
  /** All handoffs, by agent and function. */
  readonly handoffs: readonly Handoff[];
  /** Names of the agents that runs begin with. */
  readonly starts: readonly string[];
}
