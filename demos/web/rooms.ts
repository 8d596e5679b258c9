import type { Swarm } from 'rxswarm';
import { serve, type Handler, type ServeOptions } from 'rxswarm/server';
import { demo as airline } from '../airline/demo.ts';
import { askBeforeActing } from '../approvals.ts';
import type { Demo } from '../demo.ts';
import { demo as shopper } from '../shopper/demo.ts';
import { demo as support } from '../support/demo.ts';
import { demo as triage } from '../triage/demo.ts';
import { demo as weather } from '../weather/demo.ts';

/** The handler behind `/chat/<name>`. */
export type Rooms = ReadonlyMap<string, Handler>;

/** Returns the swarm of a room. Its runs are logged under the room's name. */
export type SwarmOf = (room: string) => Pick<Swarm, 'run'>;

/** Bytes of a request: the sealed state holds the images of the conversation. */
const BODY_BYTES = 4 * 2 ** 20;

/** Makes a handler for each demo. They share nothing, and store nothing except orders, tickets and mail. */
export const roomsOf = (swarmOf: SwarmOf, log: ServeOptions['log'] = console): Rooms => {
  const room = <C extends object>(name: string, { agents, contextVariables, attended }: Demo<C>): [string, Handler] => {
    askBeforeActing(agents);
    // Secret of this process and this room. Pages from before a restart are refused, and so is the state of another
    // room, because several rooms have an agent called Triage.
    const secret = `${crypto.randomUUID()}${crypto.randomUUID()}`;
    const options = {
      secret,
      consume: once(),
      log,
      limits: { bodyBytes: BODY_BYTES },
      contextVariables: { ...contextVariables, ...attended },
    };
    return [name, serve<C>(swarmOf(name), { ...options, agents, start: agents[0] })];
  };
  return new Map([
    room('airline', airline),
    room('weather', weather),
    room('triage', triage),
    room('shopper', shopper),
    room('support', support),
  ]);
};

/** Returns true for the first request with an id. With several processes, use a store that they share. */
const once = (): ((id: string) => boolean) => {
  const used = new Set<string>();
  return (id) => !used.has(id) && used.add(id).has(id);
};
