import type { Agent } from './agent.ts';
import { sharing } from '../messages/kept.ts';
import { boundSchema, NO_PARAMETERS, type AnyFunction, type BoundSchema } from './function-schema.ts';
import type { Observable } from 'rxjs';
import type { ContextVariables } from './context.ts';
import type { Tool } from '../messages/types.ts';

/** A function with its schema. */
export interface PreparedFunction {
  readonly call: AnyFunction;
  readonly schema: BoundSchema | undefined;
}

/** An agent whose functions were looked up and checked. */
export interface PreparedAgent {
  readonly agent: Agent;
  readonly functions: ReadonlyMap<string, PreparedFunction>;
  readonly tools: readonly Tool[];
  /** The settings as a request has them, without those that have no value or that settings cannot replace. */
  readonly parameters: Readonly<Record<string, unknown>>;
  /** True if answers are streamed. */
  readonly stream: boolean;
  /** Returns the agent with the functions that it has now. Absent where they stay the same. */
  readonly lookUp?: (contextVariables: ContextVariables) => Observable<PreparedAgent>;
}

/**
 * Looks up the functions of an agent and puts its settings in order. Takes an agent that is sound: see `checkedAgent`. `given` takes the
 * place of its own functions and settings.
 */
export const prepareAgent = (agent: Agent, given: Pick<Agent, 'functions' | 'settings'> = agent): PreparedAgent => {
  const functions = given.functions.map(prepareFunction);
  const { stream, ...settings } = given.settings;
  return {
    agent,
    functions: new Map(functions),
    tools: sharing(functions.map(toTool), new Map()),
    parameters: toParameters(stream === false ? settings : { stream_options: { include_usage: true }, ...settings }),
    stream: stream !== false,
  };
};

const prepareFunction = (call: AnyFunction): readonly [string, PreparedFunction] => {
  const schema = boundSchema(call);
  return [schema?.name ?? call.name, { call, schema }];
};

/** The keys of a request that settings cannot replace. */
const OWN: ReadonlySet<string> = new Set(['model', 'messages']);

const toParameters = (settings: object): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    Object.entries(settings).filter(([key, value]) => value !== null && value !== undefined && !OWN.has(key)),
  );

const toTool = ([name, { schema }]: readonly [string, PreparedFunction]): Tool => ({
  type: 'function',
  function: {
    name,
    ...(schema?.description ? { description: schema.description } : {}),
    parameters: schema?.parameters ?? NO_PARAMETERS,
    strict: schema?.strict ?? false,
  },
});
