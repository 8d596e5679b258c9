import { type Job, WaitingError } from 'bullmq';
import { AsyncSubject, type Observable } from 'rxjs';
import { messageOf, SwarmError } from '../../agent/errors.ts';
import type { Response } from '../../agent/response.ts';
import { randomId } from '../../util/random-id.ts';
import { runKeys } from '../redis/keys.ts';
import { responseOf } from '../stored/ending.ts';
import { readJob } from '../stored/stored-run.ts';
import { beginAttempt, type Held } from './attempt.ts';
import { LOST } from './journal.ts';
import { perform, prepare } from './perform.ts';
import { decline, finished, HANDED_BACK, settle } from './settle.ts';
import { taskOf } from './task.ts';
import type { WorkerScope } from './worker-scope.ts';

/** A job, from the moment BullMQ gives it to a worker. What it returns is the job's result, and what it throws moves it. */
export const work = async (scope: WorkerScope, job: Job, token: string): Promise<Response> => {
  const { queue, stops } = scope;
  const id = String(job.id);
  const stop$ = new AsyncSubject<never>();
  const stop = (reason: Error): void => stop$.error(reason);
  // Its lock had expired, and it came back to the same worker.
  stops.get(id)?.(LOST);
  stops.set(id, stop);
  if (scope.isLate()) stop(HANDED_BACK);
  try {
    return await attend({ job, token, keys: runKeys(queue, id), attemptId: randomId() }, stop$, scope);
  } catch (error) {
    if (error !== LOST && !isNetwork(error)) throw error;
    // Redis failed in between: the lock expires, and the run is taken up where it stands.
    scope.tell({ id, agent: job.name, status: 'lost', message: messageOf(error) });
    // BullMQ leaves the job alone.
    throw new WaitingError();
  } finally {
    if (stops.get(id) === stop) stops.delete(id);
  }
};

const attend = async (held: Held, stop$: Observable<never>, scope: WorkerScope): Promise<Response> => {
  const { stored, problem } = readJob(held.job.data);
  const attempt = await beginAttempt(scope.queue, held, stored);
  if ('ending' in attempt) return finished(() => responseOf(attempt.ending) as unknown as Response);
  const task = taskOf(held, stored, attempt, scope);
  const unreadable = problem ?? attempt.problem;
  const prepared = await (unreadable
    ? decline(unreadable, task)
    : prepare(task).catch((error: unknown) => decline(error, task)));
  const response = await perform(task, prepared, stop$).catch((error: unknown) => settle(error, task));
  task.tell('ended');
  return response;
};

const isNetwork = (error: unknown): boolean => error instanceof SwarmError && error.type === 'network';
