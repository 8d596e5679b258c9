import { RedisConnection, type Worker } from 'bullmq';
import { firstValueFrom, from, map, race, timer } from 'rxjs';

/**
 * Closes a worker of BullMQ's, which would wait for ever for a connection to end that is about to be made again. So that is
 * waited for first; where it has not come about after so many milliseconds, the worker leaves without a word to Redis.
 */
export const closeWorker = async (worker: Worker, deadline: number): Promise<void> => {
  const isBack$ = race(
    from(connected(worker).catch(() => undefined)).pipe(map(() => true)),
    timer(deadline).pipe(map(() => false)),
  );
  await worker.close(!(await firstValueFrom(isBack$, { defaultValue: true })));
};

/** Rejects where it has ended, as by an earlier close. */
const connected = async (worker: Worker): Promise<void> => {
  const client = await worker.getBackend().blockingClient;
  if (client !== undefined) await RedisConnection.waitUntilReady(client);
};
