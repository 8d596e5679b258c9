import { RedisConnection, type Worker } from 'bullmq';
import { firstValueFrom, from, map, mergeMap, race, timer } from 'rxjs';

/** Milliseconds after its deadline in which a worker hands its runs back. */
const HANDING_BACK = 1000;

/**
 * Closes a worker of BullMQ. Its own `close()` would wait for ever for a connection that is about to be made again, or for a
 * command that Redis does not answer. So the connection is waited for first; where it does not come in time, or goes later,
 * the worker closes without telling Redis.
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

/** Resolves once the worker is connected. Rejects where its connection has ended, as after an earlier close. */
const connected = async (worker: Worker): Promise<void> => {
  const client = await worker.getBackend().blockingClient;
  if (client !== undefined) await RedisConnection.waitUntilReady(client);
};

/** Ends the timers and connections of a worker whose `close()` does not come to an end. Pausing ends its look for stalled jobs. */
const leave = async (worker: Worker): Promise<void> => {
  await worker.pause(true);
  const backend = worker.getBackend();
  await backend.close(true);
  await backend.disconnectBlocking(false);
};
