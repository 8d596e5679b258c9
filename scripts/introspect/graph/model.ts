import type { ts } from 'ts-morph';
import type { Place } from '../model.ts';

/** A function as an agent is handed it. */
export interface HeldFunction {
  /** What a model calls it. */
  readonly name: string;
  readonly symbol: ts.Symbol | undefined;
  readonly declaration: ts.Node | undefined;
  /** Whether a schema is bound to it on the way. */
  readonly isBound: boolean;
  readonly place: Place;
}

export interface AgentModel {
  /** Its `name`, else that of its variable. */
  readonly name: string;
  readonly node: ts.NewExpression;
  /** Of the variable that holds it; absent where none does. */
  readonly symbol: ts.Symbol | undefined;
  readonly functions: readonly HeldFunction[];
  readonly place: Place;
}

/** Who hands off to whom, and by which function. */
export interface Handoff {
  readonly from: string;
  readonly to: string;
  readonly by: string;
}

export interface Graph {
  readonly agents: readonly AgentModel[];
  readonly handoffs: readonly Handoff[];
  /** The names of the agents that runs begin with. */
  readonly starts: readonly string[];
}
