import { EMPTY } from 'rxjs';
import { isToolName } from '../messages/tool-name.ts';
import { show } from '../util/stringify.ts';
import type { Latest } from '../util/listening.ts';
import { type Agent, isAgent } from './agent.ts';
import { assertOutput } from './assert-output.ts';
import { usageError } from './errors.ts';
import type { EveryAgent } from './every-agent.ts';
import { type AnyFunction, boundSchema } from './function-schema.ts';
import { withLookUp } from './functions.ts';
import { prepareAgent, type PreparedAgent } from './prepare.ts';

/**
 * Prepares an agent that is sound, at the start of a run or a handoff: not when the agent is made, so that agents and functions
 * may import each other. The swarm checks, not the loop, so that the loop stays small.
 *
 * @throws SwarmError `usage` with the agent, the problem and the remedy.
 */
export const checkedAgent = (agent: unknown, everyAgent?: EveryAgent, latest: Latest = NEVER_HEARD): PreparedAgent => {
  if (!isAgent(agent)) throw usageError(`agent is ${show(agent)}: pass one made with \`new Agent({ … })\`.`);
  if (typeof agent.name !== 'string' || agent.name.trim() === '') {
    throw usageError(`An agent's name is ${show(agent.name)}: give it one, handoffs and responses go by it.`);
  }
  assertOutput(agent.output, `The output of agent "${agent.name}"`);
  const { functions } = agent;
  if (!Array.isArray(functions)) {
    throw usageError(`The functions of agent "${agent.name}" are ${show(functions)}: pass an array.`);
  }
  const settings = everyAgent?.settings?.(agent.settings) ?? agent.settings;
  const prepareWith = (own: readonly AnyFunction[]): PreparedAgent => {
    const all = everyAgent?.functions ? [...own, ...everyAgent.functions] : own;
    checkFunctions(all, agent);
    return prepareAgent(agent, { functions: all, settings });
  };
  const prepared = prepareWith(functions);
  return agent.dynamicFunctions ? withLookUp(agent, prepared, prepareWith, latest) : prepared;
};

/** Nobody listens: agents are only looked at. */
const NEVER_HEARD: Latest = () => EMPTY;

const checkFunctions = (functions: readonly unknown[], { name: owner }: Agent): void => {
  const names = new Set<string>();
  for (const candidate of functions) {
    const name = nameOf(candidate, owner);
    if (names.has(name)) {
      throw usageError(`Agent "${owner}" has two functions named "${name}": rename one, the model knows them by name.`);
    }
    names.add(name);
  }
};

/** Returns the name of a function that an agent can have. */
const nameOf = (candidate: unknown, agent: string): string => {
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
  return name;
};
