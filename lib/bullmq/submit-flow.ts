import { FlowProducer, type Queue } from 'bullmq';
import { concat, defer, from, ignoreElements, type Observable } from 'rxjs';
import type { RemoteAgent } from '../agent/remote.ts';
import type { RunEvent } from '../agent/response.ts';
import { randomId } from '../util/random-id.ts';
import { clientOf, redisError } from './redis/redis.ts';
import { assertRunId, type QueuedRun, type SubmitOptions } from './stored/queued-run.ts';
import { type StoredRun, toStored } from './stored/stored-run.ts';
import { claim, FIRST_LOOK, jobOptions } from './submit.ts';
import { follow } from './watch.ts';

/**
 * Puts several runs on the queue, and one that waits for them: it goes on with what they answered, each a user message in
 * their order. One that failed is told of in words; where all failed, so does the one that waits. Emits the events of that
 * one, as `submit()` does; the others are watched by their ids, by default its own with `.1`, `.2` and so on.
 */
export const submitFlow = (
  queue: Queue,
  run: QueuedRun,
  children: readonly QueuedRun[],
  options: SubmitOptions = {},
): Observable<RunEvent<RemoteAgent>> =>
  defer(() => {
    const { id = randomId() } = run;
    const parts = children.map((child, place) => ({
      id: child.id ?? `${id}.${place + 1}`,
      stored: toStored(child, options),
    }));
    const ids = parts.map((part) => part.id);
    for (const each of [id, ...ids]) assertRunId(queue, each);
    const whole = { id, stored: toStored(run, options, ids) };
    return concat(from(enqueue(queue, whole, parts, options)).pipe(ignoreElements()), follow(queue, id, FIRST_LOOK));
  });

interface Part {
  readonly id: string;
  readonly stored: StoredRun;
}

const enqueue = async (queue: Queue, whole: Part, parts: readonly Part[], options: SubmitOptions): Promise<void> => {
  if ((await claim(queue, whole.id, whole.stored)) === 'ended') return;
  for (const { id, stored } of parts) await claim(queue, id, stored);
  const jobOf = ({ id, stored }: Part) => ({
    ...{ name: stored.agent, queueName: queue.name, data: stored },
    opts: jobOptions(id, stored, options),
  });
  // What waits goes on without those that fail: it is told.
  const childOf = ({ opts, ...job }: ReturnType<typeof jobOf>) => ({
    ...job,
    opts: { ...opts, ignoreDependencyOnFailure: true },
  });
  try {
    if (await queue.getJob(whole.id)) return;
    // On the queue's own connection, which stays open.
    const connection = await clientOf(queue);
    const flow = new FlowProducer({ connection, ...('prefix' in queue.opts && { prefix: queue.opts.prefix }) });
    await flow
      .add({ ...jobOf(whole), children: parts.map((part) => childOf(jobOf(part))) })
      .finally(() => flow.close());
  } catch (error) {
    throw redisError(error);
  }
};
