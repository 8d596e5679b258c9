import type { Queue } from 'bullmq';
import { concat, defer, from, ignoreElements, type Observable } from 'rxjs';
import { usageError } from '../agent/errors.ts';
import type { RemoteAgent } from '../agent/remote.ts';
import type { RunEvent } from '../agent/response.ts';
import { randomId } from '../util/random-id.ts';
import { runKeys } from './redis/keys.ts';
import { execute, redisError, redisTimeout } from './redis/redis.ts';
import {
  assertRunId,
  type QueuedRun,
  redisTimeoutOf,
  SUBMIT_OPTIONS,
  type SubmitOptions,
} from './stored/queued-run.ts';
import { digestOf, keptFor, type StoredRun, toStored } from './stored/stored-run.ts';
import { follow } from './watch.ts';

/** Milliseconds until a run is looked for that was just submitted. Redis may have lost it meanwhile. */
export const FIRST_LOOK = 10_000;

/**
 * Puts a run on the queue and watches it: emits the events of `swarm.run()`, live from the worker that has it. Cold: each
 * subscription submits. Unsubscribing detaches while the run goes on; `cancel()` stops it. Submitting the same run under the
 * same id again joins it, also after its end.
 *
 * Errors with a SwarmError: as `watch()`; `network` where Redis fails or does not answer in time (the run may still be
 * submitted when Redis is back, so submit it again under the same id); `usage` for a run that cannot begin, that JSON cannot
 * hold, that is too large, or whose id belongs to another run.
 *
 * @example
 * submit(queue, { id: 'order-17', agent: support, messages })
 *   .pipe(text())
 *   .subscribe((token) => process.stdout.write(token));
 */
export const submit = (queue: Queue, run: QueuedRun, options: SubmitOptions = {}): Observable<RunEvent<RemoteAgent>> =>
  defer(() => {
    const wait = redisTimeoutOf('submit()', options, SUBMIT_OPTIONS);
    const stored = toStored(run, options);
    const { id = randomId() } = run;
    assertRunId(queue, id);
    const submitted$ = from(enqueue(queue, id, stored, options)).pipe(redisTimeout(wait), ignoreElements());
    return concat(submitted$, follow(queue, id, FIRST_LOOK, wait));
  });

const enqueue = async (queue: Queue, id: string, stored: StoredRun, options: SubmitOptions): Promise<void> => {
  if ((await claim(queue, id, stored)) === 'ended') return;
  try {
    // BullMQ leaves a job of this id as it is.
    await queue.add(stored.agent, stored, jobOptions(id, stored, options));
  } catch (error) {
    throw redisError(error);
  }
};

/**
 * Takes the id for this run. Resolves to 'ended' where this run has ended before. Rejects with a SwarmError `usage` where the id
 * belongs to another run.
 */
export const claim = async (queue: Queue, id: string, stored: StoredRun): Promise<'free' | 'ended'> => {
  const { run, job } = runKeys(queue, id);
  const taken = await execute(queue, 'claim', [run, job], [digestOf(stored), keptFor(stored)]);
  if (taken === 'other') {
    throw usageError(`Another run was submitted as "${id}": give this one an id of its own, or submit the same again.`);
  }
  // BullMQ would take the old job for this run's, and add no new one.
  if (taken === 'left') await removeJob(queue, id);
  return taken === 'ended' ? 'ended' : 'free';
};

const removeJob = async (queue: Queue, id: string): Promise<void> => {
  try {
    await (await queue.getJob(id))?.remove({ removeChildren: false });
  } catch (error) {
    throw redisError(error);
  }
};

/** Returns BullMQ's options of a job. It gets one attempt, because attempts are counted by turns. */
export const jobOptions = (id: string, { ttl }: StoredRun, { priority }: SubmitOptions) => {
  const age = { age: Math.ceil(ttl / 1000) };
  const kept = { removeOnComplete: age, removeOnFail: age, attempts: 1 };
  return { jobId: id, ...kept, ...(priority !== undefined && { priority }) };
};
