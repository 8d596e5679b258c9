import { FlowProducer, type Queue } from 'bullmq';
import { concat, defer, from, ignoreElements, type Observable } from 'rxjs';
import type { RemoteAgent } from '../agent/remote.ts';
import type { RunEvent } from '../agent/response.ts';
import { randomId } from '../util/random-id.ts';
import { clientOf, redisError, redisTimeout } from './redis/redis.ts';
import {
  assertRunId,
  type QueuedRun,
  redisTimeoutOf,
  SUBMIT_OPTIONS,
  type SubmitOptions,
} from './stored/queued-run.ts';
import { type StoredRun, toStored } from './stored/stored-run.ts';
import { claim, FIRST_LOOK, jobOptions } from './submit.ts';
import { follow } from './watch.ts';

/**
 * Puts several runs on the queue, and a last run that waits for them and goes on with their answers, each a user message, in
 * the order of `children`. A child that failed is described in words; where all failed, the last run fails too. Emits the
 * events of the last run, and errors as `submit()` does. The children are watched by their ids: by default the id of the last
 * run with `.1`, `.2` and so on.
 *
 * @example
 * submitFlow(queue, { agent: picker, messages }, [
 *   { agent: translator, messages, contextVariables: { style: 'formal' } },
 *   { agent: translator, messages, contextVariables: { style: 'casual' } },
 * ]).subscribe(console.log);
 */
export const submitFlow = (
  queue: Queue,
  run: QueuedRun,
  children: readonly QueuedRun[],
  options: SubmitOptions = {},
): Observable<RunEvent<RemoteAgent>> =>
  defer(() => {
    const wait = redisTimeoutOf('submitFlow()', options, SUBMIT_OPTIONS);
    const { id = randomId() } = run;
    const parts = children.map((child, place) => ({
      id: child.id ?? `${id}.${place + 1}`,
      stored: toStored(child, options),
    }));
    const ids = parts.map((part) => part.id);
    for (const each of [id, ...ids]) assertRunId(queue, each);
    const whole = { id, stored: toStored(run, options, ids) };
    const submitted$ = from(enqueue(queue, whole, parts, options)).pipe(redisTimeout(wait), ignoreElements());
    return concat(submitted$, follow(queue, id, FIRST_LOOK, wait));
  });

interface Part {
  readonly id: string;
  readonly stored: StoredRun;
}

const enqueue = async (queue: Queue, whole: Part, parts: readonly Part[], options: SubmitOptions): Promise<void> => {
  if ((await claim(queue, whole.id, whole.stored)) === 'ended') return;
  for (const { id, stored } of parts) await claim(queue, id, stored);
  const jobOf = ({ id, stored }: Part) => ({
    name: stored.agent,
    queueName: queue.name,
    data: stored,
    opts: jobOptions(id, stored, options),
  });
  // A failed child does not fail its parent, which is told of it instead.
  const childOf = ({ opts, ...job }: ReturnType<typeof jobOf>) => ({
    ...job,
    opts: { ...opts, ignoreDependencyOnFailure: true },
  });
  try {
    if (await queue.getJob(whole.id)) return;
    // Closing the producer leaves the queue's connection open, because it is shared.
    const connection = await clientOf(queue);
    const flow = new FlowProducer({ connection, ...('prefix' in queue.opts && { prefix: queue.opts.prefix }) });
    await flow
      .add({ ...jobOf(whole), children: parts.map((part) => childOf(jobOf(part))) })
      .finally(() => flow.close());
  } catch (error) {
    throw redisError(error);
  }
};
