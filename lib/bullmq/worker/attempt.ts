import type { Job, Queue } from 'bullmq';
import type { SwarmError } from '../../agent/errors.ts';
import type { RunKeys } from '../redis/keys.ts';
import { LOST } from './journal.ts';
import { execute } from '../redis/redis.ts';
import { readCheckpoint, type StoredCheckpoint } from '../stored/stored-checkpoint.ts';
import { keptFor, type StoredRun } from '../stored/stored-run.ts';

/** A job as BullMQ gives it to a worker, with the token of its lock. */
export interface Held {
  readonly job: Job;
  readonly token: string;
  readonly keys: RunKeys;
  /** Names this attempt, and no other. */
  readonly attemptId: string;
}

/** What broke an attempt, as watchers are told by `{ retry }`. */
export type Break = Pick<SwarmError, 'type' | 'message'>;

/** One try at what is left of a run. */
export interface Attempt {
  /** How many times the turn it begins with was begun, this time included. */
  readonly count: number;
  /** When the first one began, in milliseconds since 1970 of this machine's clock. */
  readonly begun: number;
  readonly isCancelled: boolean;
  /** What broke the attempt before, where watchers have seen something of it. */
  readonly broke: Break | undefined;
  readonly checkpoint?: StoredCheckpoint;
  /** Why there is no checkpoint, where there should be one. */
  readonly problem?: SwarmError;
}

const WORKER_LOST: Break = { type: 'incomplete', message: 'The worker was lost in the middle of the turn.' };

/** Begins an attempt, or gives the end of a run that has ended. @throws LOST where the job is another worker's. */
export const beginAttempt = async (
  queue: Queue,
  { keys, token, attemptId }: Held,
  stored: StoredRun,
): Promise<Attempt | { readonly ending: string }> => {
  const all = [keys.run, keys.messages, keys.events, keys.lock];
  const answer = (await execute(queue, 'begin', all, [token, attemptId, keptFor(stored)])) as Begun;
  if (answer[0] === 'lost') throw LOST;
  if (answer[0] === 'ended') return { ending: answer[1] };
  const [, count, age, cancelled, dirty, broke, checkpoint, messages] = answer;
  return {
    count: Number(count),
    begun: Date.now() - age,
    isCancelled: cancelled === '1',
    broke: dirty === '1' ? (broke === '' ? WORKER_LOST : (JSON.parse(broke) as Break)) : undefined,
    ...readCheckpoint(checkpoint, messages),
  };
};

/** What Redis says. */
type Begun =
  | readonly ['lost']
  | readonly ['ended', string]
  | readonly ['begun', string, number, string, string, string, string, readonly string[]];

/** The attempt is over and the run is not. `counts` is false where nobody is to blame. */
export const releaseAttempt = async (
  queue: Queue,
  { keys, token, attemptId }: Held,
  broke: Break | undefined,
  counts: boolean,
): Promise<void> => {
  const args = [token, attemptId, broke ? JSON.stringify(broke) : '', counts ? 1 : 0];
  if ((await execute(queue, 'release', [keys.run, keys.lock], args)) === 'lost') throw LOST;
};
