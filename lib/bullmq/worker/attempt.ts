import type { Job, Queue } from 'bullmq';
import type { SwarmError } from '../../agent/errors.ts';
import type { RunKeys } from '../redis/keys.ts';
import { execute } from '../redis/redis.ts';
import { isBreak } from '../stored/shapes.ts';
import { readCheckpoint, type StoredCheckpoint } from '../stored/stored-checkpoint.ts';
import { keptFor, type StoredRun } from '../stored/stored-run.ts';

/** A job as BullMQ gives it to a worker, with the token of its lock. */
export interface Held {
  readonly job: Job;
  readonly token: string;
  readonly keys: RunKeys;
  /** Names this attempt. No other attempt has the same name. */
  readonly attemptId: string;
}

/** The reason why an attempt broke off, as `{ retry }` tells it to watchers. */
export type Break = Pick<SwarmError, 'type' | 'message'>;

/** A try at the rest of a run. */
export interface Attempt {
  readonly kind: 'begun';
  /** The number of times its first turn has begun, this time included. */
  readonly count: number;
  /** The moment at which the first attempt began, in milliseconds since 1970 by this machine's clock. */
  readonly begun: number;
  /** True if the run was cancelled before the attempt began. */
  readonly isCancelled: boolean;
  /** The reason why the previous attempt broke off; `undefined` if watchers have seen none of its events. */
  readonly broke: Break | undefined;
  /** The stored checkpoint. Default: the run begins. */
  readonly checkpoint?: StoredCheckpoint;
  /** The reason why a stored checkpoint cannot be read. */
  readonly problem?: SwarmError;
}

/** Another worker has the job, so this one may write nothing more. */
export interface Lost {
  readonly kind: 'lost';
  /** The failure of Redis for which the worker gave the job up. Default: another worker took the lock. */
  readonly message?: string;
  /** The number of attempts so far, if the lock had expired and no other worker has taken it. */
  readonly count?: number;
}

/** The run has ended, but BullMQ does not know it yet. */
export interface Ended {
  readonly kind: 'ended';
  /** The stored end, as JSON. */
  readonly ending: string;
}

const TOO_LATE =
  'The lock expired before the run could begin: the worker is short of CPU. Lower its concurrency, or raise lockDuration.';

const WORKER_LOST: Break = { type: 'incomplete', message: 'The worker was lost in the middle of the turn.' };

/** Begins an attempt. Rejects with a SwarmError `network` if Redis fails. */
export const beginAttempt = async (
  queue: Queue,
  { keys, token, attemptId }: Held,
  stored: StoredRun,
): Promise<Attempt | Lost | Ended> => {
  const all = [keys.run, keys.messages, keys.events, keys.lock];
  const answer = (await execute(queue, 'begin', all, [token, attemptId, keptFor(stored)])) as Begun;
  if (answer[0] === 'lost')
    return answer[1] > 0 ? { kind: 'lost', message: TOO_LATE, count: answer[1] } : { kind: 'lost' };
  if (answer[0] === 'ended') return { kind: 'ended', ending: answer[1] };
  const [, count, age, cancelled, dirty, broke, checkpoint, messages] = answer;
  return {
    kind: 'begun',
    count: Number(count),
    begun: Date.now() - age,
    isCancelled: cancelled === '1',
    broke: dirty === '1' ? readBreak(broke) : undefined,
    ...readCheckpoint(checkpoint, messages),
  };
};

/** Reads why the previous attempt broke off. Without a reason that can be read, its worker was lost. */
const readBreak = (text: string): Break => {
  try {
    const broke: unknown = JSON.parse(text);
    return isBreak(broke) ? (broke as Break) : WORKER_LOST;
  } catch {
    return WORKER_LOST;
  }
};

/** The answers of the script `begin`. */
type Begun =
  | readonly ['lost', number]
  | readonly ['ended', string]
  | readonly ['begun', string, number, string, string, string, string, readonly string[]];

/**
 * Ends an attempt whose run goes on. Resolves to false if another worker has the job.
 *
 * @param counts False for an attempt that is not counted, because nothing went wrong in it.
 */
export const releaseAttempt = async (
  queue: Queue,
  { keys, token, attemptId }: Held,
  broke: Break | undefined,
  counts: boolean,
): Promise<boolean> => {
  const args = [token, attemptId, broke ? JSON.stringify(broke) : '', counts ? 1 : 0];
  return (await execute(queue, 'release', [keys.run, keys.lock], args)) !== 'lost';
};

/**
 * Notes that this worker lacks the run's agent. Resolves to the milliseconds since the first worker noted it, or to
 * `undefined` if another worker has the job.
 */
export const refuseAttempt = async (queue: Queue, { keys, token, attemptId }: Held): Promise<number | undefined> => {
  const age = await execute(queue, 'refuse', [keys.run, keys.lock], [token, attemptId]);
  return age === 'lost' ? undefined : Number(age);
};
