import type { Queue } from 'bullmq';

/** The keys of a run, beside BullMQ's own of its job. All have the queue's prefix, and so, in a cluster, its slot. */
export interface RunKeys {
  /** A hash: where the run stands. */
  readonly run: string;
  /** A list: its new messages up to the last checkpoint. */
  readonly messages: string;
  /** A stream: its events, in batches, and its end. */
  readonly events: string;
  /** BullMQ's: the job, and the token of the worker that has it. */
  readonly job: string;
  readonly lock: string;
}

export const runKeys = (queue: Pick<Queue, 'toKey'>, id: string): RunKeys => {
  const job = queue.toKey(id);
  return { run: `${job}:run`, messages: `${job}:run:messages`, events: `${job}:run:events`, job, lock: `${job}:lock` };
};

/** A stream that all workers of a queue read: which runs to stop. */
export const controlKey = (queue: Pick<Queue, 'toKey'>): string => queue.toKey('rxswarm:control');

/** A stream that one reader reads, to be woken by. */
export const wakeKey = (queue: Pick<Queue, 'toKey'>, reader: string): string => queue.toKey(`rxswarm:wake:${reader}`);

/** Which agents the workers of a queue have, each until it expires. */
export const agentsKey = (queue: Pick<Queue, 'toKey'>): string => queue.toKey('rxswarm:agents');

/** BullMQ's: what wakes one of the workers that wait for a job. */
export const markerKey = (queue: Pick<Queue, 'toKey'>): string => queue.toKey('marker');
