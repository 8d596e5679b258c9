import type { Agent } from '../../agent/agent.ts';
import { usageError } from '../../agent/errors.ts';
import { checkedAgent } from '../../agent/checked-agent.ts';
import type { PreparedAgent } from '../../agent/prepare.ts';

/** Returns a server's agents by name. @throws SwarmError `usage` for a value that is not an agent, and for equal names. */
export const agentsByName = (agents: readonly Agent[]): ReadonlyMap<string, PreparedAgent> => {
  const prepared = new Map<string, PreparedAgent>();
  for (const agent of new Set(agents)) {
    const ready = checkedAgent(agent);
    if (prepared.has(agent.name)) {
      throw usageError(
        `Two of the agents are named "${agent.name}": rename one, because states refer to agents by name.`,
      );
    }
    prepared.set(agent.name, ready);
  }
  return prepared;
};

/** Returns the names of functions that wait for approval, always or sometimes. */
export const approvalFunctions = (agents: ReadonlyMap<string, PreparedAgent>): readonly string[] =>
  [...agents.values()].flatMap(({ functions }) =>
    [...functions].flatMap(([name, { schema }]) => ((schema?.approval ?? false) === false ? [] : [name])),
  );
