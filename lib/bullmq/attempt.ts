import type { Job, Queue } from 'bullmq';
import type { SwarmError } from '../errors.ts';
import type { RunKeys } from './keys.ts';
import { LOST } from './journal.ts';
import { execute } from './redis.ts';
import { readCheckpoint, type StoredCheckpoint } from './stored-checkpoint.ts';
import { keptFor, type StoredRun } from './stored-run.ts';

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
  /** When the first one began, in milliseconds since 1970. */
  readonly begun: number;
  readonly isCancelled: boolean;
  /** What broke the attempt before, where watchers have seen something of it. */
  readonly broke: Break | undefined;
  readonly checkpoint: StoredCheckpoint | undefined;
}

const WORKER_LOST: Break = { type: 'incomplete', message: 'The worker was lost in the middle of the turn.' };

/** Begins an attempt, or gives the end of a run that has ended. @throws LOST where the job is another worker's. */
export const beginAttempt = async (
  queue: Queue,
  { keys, token, attemptId }: Held,
  stored: StoredRun,
): Promise<Attempt | { readonly ending: string }> => {
  const all = [keys.run, keys.messages, keys.events, keys.lock];
  const answer = await execute(queue, 'begin', all, [token, attemptId, Date.now(), keptFor(stored)]);
  const [state, ...rest] = answer as readonly string[];
  if (state === 'lost') throw LOST;
  if (state === 'ended') return { ending: rest[0] ?? '' };
  const [count = '1', begun = '0', cancelled, dirty, broke = '', checkpoint = '', ...messages] = rest;
  return {
    count: Number(count),
    begun: Number(begun),
    isCancelled: cancelled === '1',
    broke: dirty === '1' ? (broke === '' ? WORKER_LOST : (JSON.parse(broke) as Break)) : undefined,
    checkpoint: readCheckpoint(checkpoint, messages),
  };
};

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

/** Since when nobody had the agent, in milliseconds since 1970. */
export const refuseAttempt = async (queue: Queue, { keys, token, attemptId }: Held): Promise<number> => {
  const since = await execute(queue, 'refuse', [keys.run, keys.lock], [token, attemptId, Date.now()]);
  if (since === 'lost') throw LOST;
  return Number(since);
};
