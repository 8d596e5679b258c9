import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/* What a process holds on to. */

/** How many resources of a kind (`Timeout`, `TCPSocketWrap`) keep the process alive. */
const resources = (kind: string): number => process.getActiveResourcesInfo().filter((name) => name === kind).length;

const timersAndSockets = () => ({ timers: resources('Timeout'), sockets: resources('TCPSocketWrap') });

/** Counts timers and sockets from now on: what it returns gives how many more there are. */
export const resourcesFromNow = (): (() => { readonly timers: number; readonly sockets: number }) => {
  const before = timersAndSockets();
  return () => {
    const { timers, sockets } = timersAndSockets();
    return { timers: Math.max(0, timers - before.timers), sockets: Math.max(0, sockets - before.sockets) };
  };
};

export const rest = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));

/** After this turn of the event loop, and all that waits for its end already. */
export const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Collects garbage, and what becomes garbage by that: finalizers run in between. */
export const collectGarbage = async (): Promise<void> => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  for (let round = 0; round < 3; round++) {
    collect();
    await rest(20);
  }
};

/** How many of these are still referred to. */
export const alive = async (references: readonly WeakRef<object>[]): Promise<number> => {
  await collectGarbage();
  return references.filter((reference) => reference.deref() !== undefined).length;
};
