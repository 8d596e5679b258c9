import type { Queue } from 'bullmq';
import type { Held } from './attempt.ts';
import { LOST } from './journal.ts';
import { agentsKey } from '../redis/keys.ts';
import { execute } from '../redis/redis.ts';

/** Milliseconds between two times a worker says which agents it has, and for how long its word is good. */
export const BEAT = 10_000;
const GOOD = 3 * BEAT;

/** Says that a worker has these agents, so that runs wait for them while it is busy, and do not fail. */
export const attend = (queue: Queue, names: Iterable<string>, version: string | undefined): Promise<unknown> => {
  const versions = version === undefined ? [undefined] : [undefined, version];
  const agents = [...names].flatMap((name) => versions.map((each) => memberOf(name, each)));
  return execute(queue, 'attend', [agentsKey(queue)], [GOOD, ...agents]);
};

/** A run is not for this worker: for how many milliseconds it has been for none. @throws LOST */
export const refuseAttempt = async (
  queue: Queue,
  { keys, token, attemptId }: Held,
  name: string,
  version: string | undefined,
): Promise<number> => {
  const args = [token, attemptId, memberOf(name, version)];
  const absent = await execute(queue, 'refuse', [keys.run, keys.lock, agentsKey(queue)], args);
  if (absent === 'lost') throw LOST;
  return Number(absent);
};

/** A run that asks for no version is for all workers that know the agent. */
const memberOf = (name: string, version: string | undefined): string => JSON.stringify([name, version]);
