import type { Agent } from '../../agent/agent.ts';
import { SwarmError } from '../../agent/errors.ts';
import { prepareAgent, type PreparedAgent } from '../../agent/prepare.ts';

/** The agents of a server, by name. @throws SwarmError `usage` for what is no agent, and for two of one name. */
export const rosterOf = (agents: readonly Agent[]): ReadonlyMap<string, PreparedAgent> => {
  const roster = new Map<string, PreparedAgent>();
  for (const agent of new Set(agents)) {
    const prepared = prepareAgent(agent);
    if (roster.has(agent.name)) {
      throw new SwarmError('usage', `Two of the agents are named "${agent.name}": rename one, they are known by name.`);
    }
    roster.set(agent.name, prepared);
  }
  return roster;
};

/** The names of functions that wait for approval, always or sometimes. */
export const approvalsOf = (roster: ReadonlyMap<string, PreparedAgent>): readonly string[] =>
  [...roster.values()].flatMap(({ functions }) =>
    [...functions].flatMap(([name, { schema }]) => ((schema?.approval ?? false) === false ? [] : [name])),
  );
