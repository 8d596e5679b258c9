import type { Queue } from 'bullmq';

/** The keys of a run, next to BullMQ's keys of its job. All carry the queue's prefix, so a cluster keeps them in one slot. */
export interface RunKeys {
  /** A hash: the state of the run. */
  readonly run: string;
  /** A list: the run's new messages up to the last checkpoint. */
  readonly messages: string;
  /** A stream: the run's events, in batches, and its end. */
  readonly events: string;
  /** BullMQ's hash of the job. */
  readonly job: string;
  /** BullMQ's lock of the job: the token of the worker that has it. */
  readonly lock: string;
}

/** Returns the keys of the run with this id. */
export const runKeys = (queue: Pick<Queue, 'toKey'>, id: string): RunKeys => {
  const job = queue.toKey(id);
  return { run: `${job}:run`, messages: `${job}:run:messages`, events: `${job}:run:events`, job, lock: `${job}:lock` };
};

/** Returns the key of the stream that tells all workers of a queue which runs to stop. */
export const controlKey = (queue: Pick<Queue, 'toKey'>): string => queue.toKey('rxswarm:control');

/** Returns the key of the stream that wakes one reader. */
export const wakeKey = (queue: Pick<Queue, 'toKey'>, reader: string): string => queue.toKey(`rxswarm:wake:${reader}`);
