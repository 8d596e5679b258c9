import type { Job, Queue } from 'bullmq';
import { defer, from, lastValueFrom } from 'rxjs';
import { SwarmError } from '../agent/errors.ts';
import { closeRun } from './close-run.ts';
import { controlKey, runKeys } from './redis/keys.ts';
import { execute, redisError, redisTimeout } from './redis/redis.ts';
import { assertRunId, type RedisOptions, redisTimeoutOf } from './stored/queued-run.ts';
import { readJob, type StoredRun } from './stored/stored-run.ts';

/**
 * Stops a run on any worker, and the runs it waits for: the model's socket closes, the signals of its functions abort, and a
 * run that still waits does not begin. Its watchers get an error of type `aborted` with the response so far. Resolves once the
 * workers have been told: to true, or to false where no run of this id is under way.
 *
 * Rejects with a SwarmError: `network` where Redis fails or does not answer in time, `usage` for an unknown option and for an id that
 * cannot name a run.
 *
 * @example
 * const wasUnderWay = await cancel(queue, 'order-17');
 */
export const cancel = (queue: Queue, id: string, options: RedisOptions = {}): Promise<boolean> => {
  const stopped$ = defer(() => {
    const wait = redisTimeoutOf('cancel()', options);
    return from(cancelAll(queue, id)).pipe(redisTimeout(wait));
  });
  return lastValueFrom(stopped$, { defaultValue: false });
};

const cancelAll = async (queue: Queue, id: string): Promise<boolean> => {
  assertRunId(queue, id);
  // The runs it waits for come first: when this is cut short, a second call stops them again.
  return stop(queue, id, ({ children = [] }) => Promise.all(children.map((child) => stop(queue, child))));
};

const stop = async (
  queue: Queue,
  id: string,
  before: (stored: StoredRun) => Promise<unknown> = () => Promise.resolve(),
): Promise<boolean> => {
  const keys = runKeys(queue, id);
  if ((await execute(queue, 'cancel', [keys.run, controlKey(queue)], [id])) !== 1) return false;
  const job = await queue.getJob(id).catch((error: unknown) => {
    throw redisError(error);
  });
  const { stored } = readJob(job?.data);
  await before(stored);
  // A job in hand is locked and cannot be removed: its worker has been told.
  if (job && !(await isRemoved(job))) return true;
  await closeRun(queue, keys, stored, cancelled());
  return true;
};

const isRemoved = (job: Job): Promise<boolean> =>
  job.remove({ removeChildren: false }).then(
    () => true,
    () => false,
  );

/** Returns the error that a cancelled run ends with. */
export const cancelled = (): SwarmError => new SwarmError('aborted', 'The run was cancelled.');
