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
  /** A parameter that has the type of the agent's context variables and another name, as written. */
  readonly strayContext?: string;
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

/** A context variable that an agent reads or sets. */
export interface ContextUse {
  /** Name of the context variable. */
  readonly key: string;
  /** Name of the function that uses it, or `instructions`. */
  readonly by: string;
  /** Type of the value; `undefined` where the types do not say. */
  readonly type: string | undefined;
  /** True for a read that does without a value. */
  readonly isOptional: boolean;
  /** True for a key that is set by a result which hands over as well. */
  readonly isHandoff: boolean;
  /** Place of the use. */
  readonly place: Place;
}

/** The context variables that an agent's instructions and functions use. */
export interface AgentContext {
  /** Context variables that are read, each once by each function, in source order. */
  readonly reads: readonly ContextUse[];
  /** True where any other may be read as well. */
  readonly readsAny: boolean;
  /** Context variables that are set. */
  readonly sets: readonly ContextUse[];
  /** True where any other may be set as well. */
  readonly setsAny: boolean;
  /** Names in the agent's type `Agent<C>`; `undefined` where the type takes any. */
  readonly declared: readonly string[] | undefined;
}

/** The words of an agent's prompt. */
export interface AgentWords {
  /** Texts in the instructions, with `…` for each part that is known at run time only. */
  readonly instructions: string;
  /** What tells the agent's functions apart: name, parameters and description. */
  readonly signatures: readonly FunctionWords[];
}

/** A function as its model reads it. */
export interface FunctionWords {
  /** Name of the function. */
  readonly name: string;
  /** Parameters and description; functions with equal ones have equal schemas. */
  readonly signature: string;
  /** Characters of the description. */
  readonly length: number;
  /** Place of the function in the agent's list. */
  readonly place: Place;
}

/** An agent with what it knows and says. */
export interface GraphAgent extends AgentModel {
  /** Context variables. */
  readonly context: AgentContext;
  /** Words. */
  readonly words: AgentWords;
}

/** Two uses of one context variable whose types do not go together. */
export interface Disagreement {
  /** Name of the context variable. */
  readonly key: string;
  /** The use that gives a value, and its agent. */
  readonly from: ContextUse & { readonly agent: string };
  /** The use that reads it, and its agent. */
  readonly to: ContextUse & { readonly agent: string };
}

/** Context variables that the program gives to a run. */
export interface GivenContext {
  /** Names of the agents that runs begin with where this is given. */
  readonly starts: readonly string[];
  /** Names of the context variables. */
  readonly keys: readonly string[];
  /** True where others may be given as well. */
  readonly isOpen: boolean;
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
  readonly agents: readonly GraphAgent[];
  /** All handoffs, by agent and function. */
  readonly handoffs: readonly Handoff[];
  /** Names of the agents that runs begin with. */
  readonly starts: readonly string[];
  /** Context variables that runs are given, as far as the program shows it. */
  readonly given: readonly GivenContext[];
  /** Context variables that the program reads outside of agents and functions, such as those of a response. */
  readonly readOutside: { readonly keys: readonly string[]; readonly isOpen: boolean };
  /** Types that disagree. */
  readonly disagreements: readonly Disagreement[];
}
