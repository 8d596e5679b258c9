import { isAgent, type Agent } from './agent.ts';
import { usageError } from './errors.ts';
import { assertOutput } from './assert-output.ts';
import { sharing } from '../messages/kept.ts';
import { isToolName } from '../messages/tool-name.ts';
import { boundSchema, NO_PARAMETERS, type AnyFunction, type BoundSchema } from './function-schema.ts';
import { show } from '../util/stringify.ts';
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
}

/**
 * Looks up the functions of an agent, at the start of a run or a handoff: not when the agent is made, so that agents and
 * functions may import each other.
 *
 * @throws SwarmError `usage` with the agent, the problem and the remedy.
 */
export const prepareAgent = (agent: unknown): PreparedAgent => {
  if (!isAgent(agent)) throw usageError(`agent is ${show(agent)}: pass one made with \`new Agent({ … })\`.`);
  if (typeof agent.name !== 'string' || agent.name.trim() === '') {
    throw usageError(`An agent's name is ${show(agent.name)}: give it one.`);
  }
  assertOutput(agent.output, `The output of agent "${agent.name}"`);
  if (!Array.isArray(agent.functions)) {
    throw usageError(`The functions of agent "${agent.name}" are ${show(agent.functions)}: pass an array.`);
  }
  const functions = new Map<string, PreparedFunction>();
  for (const candidate of agent.functions as readonly unknown[]) {
    const [name, prepared] = prepareFunction(candidate, agent.name);
    if (functions.has(name)) {
      throw usageError(`Agent "${agent.name}" has two functions named "${name}": rename one.`);
    }
    functions.set(name, prepared);
  }
  const { stream, ...settings } = agent.settings;
  return {
    agent,
    functions,
    tools: sharing([...functions].map(toTool), new Map()),
    parameters: toParameters(stream === false ? settings : { stream_options: { include_usage: true }, ...settings }),
    stream: stream !== false,
  };
};

const prepareFunction = (candidate: unknown, agent: string): readonly [string, PreparedFunction] => {
  if (typeof candidate !== 'function') {
    const cycle =
      candidate === undefined ? ' It is imported in a circle, most likely: declare it with `function`.' : '';
    throw usageError(`Agent "${agent}" has ${show(candidate)} among its functions: each must be a function.${cycle}`);
  }
  const call = candidate as AnyFunction;
  const schema = boundSchema(call);
  const name = schema?.name ?? call.name;
  if (!isToolName(name)) {
    throw usageError(
      `Agent "${agent}" has a function named ${show(name)}: endpoints take 1 to 64 letters, digits, "_" and "-". ` +
        'Declare it with such a name, or bind one: `withSchema(fn, { name: … })`.',
    );
  }
  if (schema === undefined && call.length > 0) {
    throw usageError(
      `Function "${name}" of agent "${agent}" has parameters but no schema: run \`rxswarm introspect <its file>\` ` +
        'and import it from the written module, or bind one with `withSchema` from "rxswarm/schema".',
    );
  }
  return [name, { call, schema }];
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
