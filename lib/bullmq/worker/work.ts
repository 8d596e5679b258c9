import type { Job } from 'bullmq';
import { AsyncSubject, noop, type Observable } from 'rxjs';
import { messageOf, SwarmError } from '../../agent/errors.ts';
import type { Response } from '../../agent/response.ts';
import { closeRun } from '../close-run.ts';
import { randomId } from '../../util/random-id.ts';
import { runKeys } from '../redis/keys.ts';
import { responseOf } from '../stored/ending.ts';
import { readJob, type StoredRun } from '../stored/stored-run.ts';
import { beginAttempt, type Held, type Lost } from './attempt.ts';
import { type JobMove, moveJob } from './job-move.ts';
import { perform, prepare, unfit, worn } from './perform.ts';
import { settle } from './settle.ts';
import { taskOf } from './task.ts';
import type { StopReason, WorkerScope } from './worker-scope.ts';

/** Works on a job. Returns its result, or throws the error that makes BullMQ move it. */
export const work = async (scope: WorkerScope, job: Job, token: string): Promise<Response> => {
  const { queue, inHand } = scope;
  const id = String(job.id);
  const stop$ = new AsyncSubject<StopReason>();
  const stop = (reason: StopReason): void => {
    stop$.next(reason);
    stop$.complete();
  };
  // The lock of an earlier attempt has expired, and the job came back to the same worker.
  inHand.get(id)?.stop('lost');
  const own = { token, stop };
  inHand.set(id, own);
  if (scope.isLate()) stop('closing');
  try {
    const held: Held = { job, token, keys: runKeys(queue, id), attemptId: randomId() };
    const move = await attend(held, stop$, scope).catch((error: unknown) => giveUp(error, held, scope));
    if (move.kind === 'lost') {
      const { message = 'Another worker has the job.' } = move;
      scope.tell({ id, agent: job.name, status: 'lost', message });
    }
    return await moveJob(held, move);
  } finally {
    if (inHand.get(id) === own) inHand.delete(id);
  }
};

const attend = async (held: Held, stop$: Observable<StopReason>, scope: WorkerScope): Promise<JobMove> => {
  const { stored, problem } = readJob(held.job.data);
  const attempt = await beginAttempt(scope.queue, held, stored);
  if (attempt.kind === 'lost') return late(attempt, held, stored, scope);
  if (attempt.kind === 'ended') return again(attempt.ending);
  const task = taskOf(held, stored, attempt, scope);
  const unreadable = problem ?? attempt.problem;
  const prepared = unreadable ? unfit(unreadable) : await prepare(task);
  if (prepared.kind !== 'prepared') return settle(prepared, task);
  const performed = await perform(task, prepared, stop$);
  if (performed.kind !== 'ended') return settle(performed, task);
  if (!(await task.journal.end({ response: performed.response }))) return { kind: 'lost' };
  task.tell('ended');
  return { kind: 'completed', response: performed.response };
};

/** Ends a run whose lock has expired before each of its attempts. Without this bound a starved worker could keep it for ever. */
const late = async (
  lost: Lost,
  { keys }: Held,
  stored: StoredRun,
  { queue, settings }: WorkerScope,
): Promise<JobMove> => {
  const attempts = settings.retries + 1;
  if (lost.count !== undefined && lost.count > attempts) await closeRun(queue, keys, stored, worn(attempts));
  return lost;
};

/** Tells BullMQ once more how a run has ended, because the worker before was lost when it was about to. */
const again = (ending: string): JobMove => {
  try {
    return { kind: 'completed', response: responseOf(ending) as unknown as Response };
  } catch (error) {
    return { kind: 'failed', message: messageOf(error) };
  }
};

/**
 * Leaves a job alone where Redis failed in between, because its lock expires and another worker takes it up. Ends a run whose
 * stored data cannot be read, because it would fail each time.
 */
const giveUp = async (error: unknown, { job, keys }: Held, { queue }: WorkerScope): Promise<JobMove> => {
  if (!(error instanceof SwarmError)) throw error;
  if (error.type === 'network') return { kind: 'lost', message: error.message };
  await closeRun(queue, keys, readJob(job.data).stored, error).catch(noop);
  return { kind: 'failed', message: error.message };
};
