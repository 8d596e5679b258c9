import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/* Resources that a process holds. */

/** Counts the resources of a kind (`Timeout`, `TCPSocketWrap`) that keep the process alive. */
const resources = (kind: string): number => process.getActiveResourcesInfo().filter((name) => name === kind).length;

const timersAndSockets = () => ({ timers: resources('Timeout'), sockets: resources('TCPSocketWrap') });

/** Starts counting timers and sockets. The returned function gives the number of additional ones. */
export const resourcesFromNow = (): (() => { readonly timers: number; readonly sockets: number }) => {
  const before = timersAndSockets();
  return () => {
    const { timers, sockets } = timersAndSockets();
    return { timers: Math.max(0, timers - before.timers), sockets: Math.max(0, sockets - before.sockets) };
  };
};

export const rest = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Waits for this turn of the event loop, and for everything that waits for its end already. */
export const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Collects garbage several times, because finalizers that run in between make more. */
export const collectGarbage = async (): Promise<void> => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  for (let round = 0; round < 3; round++) {
    collect();
    await rest(20);
  }
};

/** Counts the objects that are still referenced. */
export const alive = async (references: readonly WeakRef<object>[]): Promise<number> => {
  await collectGarbage();
  return references.filter((reference) => reference.deref() !== undefined).length;
};
