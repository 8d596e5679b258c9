import type { Queue } from 'bullmq';
import { SwarmError } from '../errors.ts';
import { isRecord } from '../is-record.ts';
import type { Response } from '../types.ts';
import { endingOf } from './ending.ts';
import { controlKey, runKeys } from './keys.ts';
import { execute } from './redis.ts';
import { assertRunId } from './run-id.ts';
import { emptyResponse, readCheckpoint } from './stored-checkpoint.ts';
import { readStored, UNREADABLE } from './stored-run.ts';

/**
 * Stops a run, wherever it is: the model's socket closes, running functions see their signal abort, and a run that waits
 * does not begin. Who watches gets an error of type `aborted` with the response so far. Resolves once the worker has been
 * told; to false where there is no such run under way.
 *
 * Rejects with a SwarmError, of type `network` where Redis fails.
 */
export const cancel = async (queue: Queue, id: string): Promise<boolean> => {
  assertRunId(queue, id);
  const keys = runKeys(queue, id);
  const isThere = await execute(queue, 'cancel', [keys.run, controlKey(queue)], [id]);
  if (isThere !== 1) return false;
  const job = await queue.getJob(id);
  const data: unknown = job?.data;
  // One that a worker has is locked, and that worker has been told.
  const isGone = await job?.remove().then(
    () => true,
    () => false,
  );
  if (isGone === false) return true;
  const { agent, ttl, options } = isRecord(data) ? readStored(data) : UNREADABLE;
  const [checkpoint = '', ...messages] = (await execute(queue, 'stand', [
    keys.run,
    keys.messages,
  ])) as readonly string[];
  const response = readCheckpoint(checkpoint, messages)?.response ?? emptyResponse(agent, options.contextVariables);
  const ending = endingOf(cancelled(response as unknown as Response));
  await execute(queue, 'close', [keys.run, keys.messages, keys.events], [ttl, JSON.stringify(ending)]);
  return true;
};

export const cancelled = (response?: Response): SwarmError =>
  new SwarmError('aborted', 'The run was cancelled.', { response });
