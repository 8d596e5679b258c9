import type { Job, Queue } from 'bullmq';
import { SwarmError } from '../agent/errors.ts';
import type { Response } from '../agent/response.ts';
import { controlKey, runKeys } from './redis/keys.ts';
import { execute, redisError } from './redis/redis.ts';
import { endingOf } from './stored/ending.ts';
import { assertRunId } from './stored/queued-run.ts';
import { emptyResponse, readCheckpoint } from './stored/stored-checkpoint.ts';
import { readJob, type StoredRun } from './stored/stored-run.ts';

/**
 * Stops a run, wherever it is, and those it waits for: the model's socket closes, running functions see their signal abort,
 * and a run that waits does not begin. Who watches gets an error of type `aborted` with the response so far. Resolves once
 * the workers have been told; to false where there is no such run under way.
 *
 * Rejects with a SwarmError, of type `network` where Redis fails.
 */
export const cancel = async (queue: Queue, id: string): Promise<boolean> => {
  assertRunId(queue, id);
  // First: they may be told again, where this is cut short.
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
  // One that a worker has is locked, and that worker has been told.
  if (job && !(await isRemoved(job))) return true;
  const all = await execute(queue, 'stand', [keys.run, keys.messages]);
  const { checkpoint } = readCheckpoint(...(all as readonly [string, readonly string[]]));
  const response = checkpoint?.response ?? emptyResponse(stored.agent, stored.options.contextVariables);
  const ending = endingOf(cancelled(response as unknown as Response));
  await execute(queue, 'close', [keys.run, keys.messages, keys.events], [stored.ttl, JSON.stringify(ending)]);
  return true;
};

const isRemoved = (job: Job): Promise<boolean> =>
  job.remove({ removeChildren: false }).then(
    () => true,
    () => false,
  );

export const cancelled = (response?: Response): SwarmError =>
  new SwarmError('aborted', 'The run was cancelled.', { response });
