import type { Swarm } from 'rxswarm';
import { serve, type Handler, type ServeOptions } from 'rxswarm/server';
import { demo as airline } from '../airline/demo.ts';
import { askBeforeActing } from '../approvals.ts';
import type { Demo } from '../demo.ts';
import { demo as triage } from '../triage/demo.ts';
import { demo as weather } from '../weather/demo.ts';

/** What answers under `/chat/<name>`. */
export type Rooms = ReadonlyMap<string, Handler>;

/** The swarm that a room talks with: its runs are told apart by the room's name. */
export type SwarmOf = (room: string) => Pick<Swarm, 'run'>;

/** The three demos, each behind a handler of its own. They share nothing, and keep nothing. */
export const roomsOf = (swarmOf: SwarmOf, log: ServeOptions['log'] = console): Rooms => {
  const room = <C extends object>(name: string, { agents, contextVariables }: Demo<C>): [string, Handler] => {
    askBeforeActing(agents);
    // Of this process, so that what a page carried from before a restart is refused; and of this room, as two have a Triage.
    const secret = `${crypto.randomUUID()}${crypto.randomUUID()}`;
    const options = { secret, consume: once(), log, contextVariables };
    return [name, serve<C>(swarmOf(name), { ...options, agents, start: agents[0] })];
  };
  return new Map([room('airline', airline), room('weather', weather), room('triage', triage)]);
};

/** True for the first who asks with an id. With more than one process this belongs into a store that they share. */
const once = (): ((id: string) => boolean) => {
  const used = new Set<string>();
  return (id) => !used.has(id) && used.add(id).has(id);
};
