import { RedisConnection, type Worker } from 'bullmq';
import { firstValueFrom, from, map, mergeMap, race, timer } from 'rxjs';

/** Milliseconds beyond its deadline in which a worker hands back what it has. */
const HANDING_BACK = 1000;

/**
 * Closes a worker of BullMQ's, which would wait for ever for a connection to end that is about to be made again, and for a
 * command that Redis does not answer. So the connection is waited for first; where it is not there in time, or Redis leaves
 * later, the worker goes without a word to it.
 */
export const closeWorker = async (worker: Worker, deadline: number): Promise<void> => {
  const isAway$ = race(
    from(connected(worker).catch(() => undefined)).pipe(map(() => false)),
    timer(deadline).pipe(map(() => true)),
  );
  const closed$ = isAway$.pipe(mergeMap((isAway) => worker.close(isAway)));
  const late$ = timer(deadline + HANDING_BACK).pipe(mergeMap(() => leave(worker)));
  await firstValueFrom(race(closed$, late$), { defaultValue: undefined });
};

/** Rejects where it has ended, as by an earlier close. */
const connected = async (worker: Worker): Promise<void> => {
  const client = await worker.getBackend().blockingClient;
  if (client !== undefined) await RedisConnection.waitUntilReady(client);
};

/** What BullMQ ends with a close that has come to its own end, and which keeps a process up to half a minute, or for ever. */
interface Timers {
  readonly lockManager?: { close(): Promise<void> };
  readonly stalledCheckStopper?: () => void;
}

const leave = async (worker: Worker): Promise<void> => {
  const { lockManager, stalledCheckStopper } = worker as unknown as Timers;
  stalledCheckStopper?.();
  await lockManager?.close();
  const backend = worker.getBackend();
  await backend.close(true);
  await backend.disconnectBlocking(false);
};
