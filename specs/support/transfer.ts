import type { Agent } from 'rxswarm';
import { bind } from './bind.ts';

/** A function named `to_<agent>` that hands off to it. */
export const transferTo = (agent: Agent) => bind(() => agent, [], { name: `to_${agent.name}` });
