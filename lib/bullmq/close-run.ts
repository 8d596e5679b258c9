import type { Queue } from 'bullmq';
import { type SwarmError, withResponse } from '../agent/errors.ts';
import type { Response } from '../agent/response.ts';
import type { RunKeys } from './redis/keys.ts';
import { execute } from './redis/redis.ts';
import { endingOf } from './stored/ending.ts';
import { emptyResponse, readCheckpoint } from './stored/stored-checkpoint.ts';
import type { StoredRun } from './stored/stored-run.ts';

/** Ends a run that no worker has, with an error and the response as far as it is stored. Leaves a run that has ended as it is. */
export const closeRun = async (queue: Queue, keys: RunKeys, stored: StoredRun, error: SwarmError): Promise<void> => {
  const all = await execute(queue, 'stand', [keys.run, keys.messages]).catch(() => ['', []]);
  const { checkpoint } = readCheckpoint(...(all as readonly [string, readonly string[]]));
  const response = checkpoint?.response ?? emptyResponse(stored.agent, stored.options.contextVariables);
  const ending = endingOf(withResponse(error, response as unknown as Response));
  await execute(queue, 'close', [keys.run, keys.messages, keys.events], [stored.ttl, JSON.stringify(ending)]);
};
