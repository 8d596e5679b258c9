import type { Queue } from 'bullmq';
import { concat, defer, from, ignoreElements, type Observable } from 'rxjs';
import { SwarmError } from '../agent/errors.ts';
import type { RemoteAgent } from '../agent/remote.ts';
import type { RunEvent } from '../agent/response.ts';
import { randomId } from '../util/random-id.ts';
import { runKeys } from './redis/keys.ts';
import { execute, redisError } from './redis/redis.ts';
import { assertRunId, type QueuedRun, type SubmitOptions } from './stored/queued-run.ts';
import { digestOf, keptFor, type StoredRun, toStored } from './stored/stored-run.ts';
import { follow } from './watch.ts';

/** Milliseconds: a run whose submission got lost on the way is noticed after so long. */
export const FIRST_LOOK = 10_000;

/**
 * Puts a run on the queue, and watches it: the events `swarm.run()` would emit, live from whichever worker has it. Cold: a
 * subscription submits, and unsubscribing detaches, while the run goes on; `cancel()` stops it. Submitting the same under an
 * id that is there joins that run, also after its end.
 *
 * Errors with a SwarmError: as `watch()`, or of type `usage` where the run is not what it must be, JSON cannot hold it, it is
 * too large, or its id is another run's.
 */
export const submit = (queue: Queue, run: QueuedRun, options: SubmitOptions = {}): Observable<RunEvent<RemoteAgent>> =>
  defer(() => {
    const stored = toStored(run, options);
    const { id = randomId() } = run;
    assertRunId(queue, id);
    return concat(from(enqueue(queue, id, stored, options)).pipe(ignoreElements()), follow(queue, id, FIRST_LOOK));
  });

const enqueue = async (queue: Queue, id: string, stored: StoredRun, options: SubmitOptions): Promise<void> => {
  if ((await claim(queue, id, stored)) === 'ended') return;
  try {
    // A job of this id that is there already stays as it is.
    await queue.add(stored.agent, stored, jobOptions(id, stored, options));
  } catch (error) {
    throw redisError(error);
  }
};

/** Takes the id for this run, unless the run has ended. @throws SwarmError `usage` where it is another's. */
export const claim = async (queue: Queue, id: string, stored: StoredRun): Promise<'free' | 'ended'> => {
  const { run, job } = runKeys(queue, id);
  const taken = await execute(queue, 'claim', [run, job], [digestOf(stored), keptFor(stored)]);
  if (taken === 'other') {
    const message = `Another run was submitted as "${id}": give this one an id of its own, or submit the same again.`;
    throw new SwarmError('usage', message);
  }
  // BullMQ would take it for this one's, and not add any.
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

/** How BullMQ keeps a job; when an attempt counts is decided here, by turns. */
export const jobOptions = (id: string, { ttl }: StoredRun, { priority }: SubmitOptions) => {
  const age = { age: Math.ceil(ttl / 1000) };
  const kept = { removeOnComplete: age, removeOnFail: age, attempts: 1 };
  return { jobId: id, ...kept, ...(priority !== undefined && { priority }) };
};
