import { isWorthRetrying, MAX_WAIT, SwarmError, usageError, withResponse } from '../../agent/errors.ts';
import { isCarriable } from '../../util/json-safe.ts';
import { redactText } from '../../util/redact.ts';
import { cancelled } from '../cancel.ts';
import { endingOf } from '../stored/ending.ts';
import { type Break, refuseAttempt, releaseAttempt } from './attempt.ts';
import type { JobMove } from './job-move.ts';
import type { Failed } from './perform.ts';
import type { Task } from './task.ts';

const CLOSED: Break = { type: 'incomplete', message: 'The worker closed in the middle of the turn.' };

/**
 * Milliseconds until a run is offered again that a worker has passed on: the first wait, the longest, and the part of the time
 * passed on so far. Because waits grow, many runs that no worker takes cost little.
 */
const PASSED_ON = { first: 100, longest: 1000, part: 1 / 10 };

const LOST: JobMove = { kind: 'lost' };

/**
 * Settles a run whose attempt came to no response: the run ends with an error, or goes back to the queue, and is taken up at
 * its last checkpoint. Rejects where Redis fails.
 */
export const settle = (failed: Failed, task: Task): Promise<JobMove> => {
  switch (failed.kind) {
    case 'lost':
      return Promise.resolve(LOST);
    case 'closing':
      return handBack(task);
    case 'refused':
      return passOn(task);
    case 'cancelled':
      return fail(cancelled(), task);
    case 'unfit':
      return fail(failed.error, task);
    case 'broken':
      return mayPass(failed.error, task) ? tryAgain(failed.error, task) : fail(failed.error, task);
  }
};

const mayPass = (error: unknown, { stored, attempt, count, scope }: Task): error is SwarmError => {
  const isLate = Date.now() >= attempt.begun + (stored.options.runTimeout ?? Infinity);
  return isWorthRetrying(error) && count <= scope.settings.retries && !isLate;
};

const fail = async (error: unknown, { journal, response, tell }: Task): Promise<JobMove> => {
  const isWhole = error instanceof SwarmError && error.response && isCarriable(error.response.contextVariables);
  const failure = isWhole ? error : withResponse(error, response);
  if (!(await journal.end(endingOf(failure)))) return LOST;
  const message = redactText(failure.message);
  tell('failed', message);
  return { kind: 'failed', message };
};

const tryAgain = async (error: SwarmError, task: Task): Promise<JobMove> => {
  const { count, held, scope, tell } = task;
  const backoff = scope.settings.retryDelay * 2 ** (count - 1);
  const message = redactText(error.message);
  if (!(await releaseAttempt(scope.queue, held, { type: error.type, message }, true))) return LOST;
  tell('broken', message);
  return { kind: 'delayed', milliseconds: Math.min(error.retryAfter ?? backoff, MAX_WAIT) };
};

const handBack = async ({ held, scope, tell }: Task): Promise<JobMove> => {
  if (!(await releaseAttempt(scope.queue, held, CLOSED, false))) return LOST;
  tell('handed-back');
  return { kind: 'waiting' };
};

/** Leaves a run to the other workers, and fails it once no worker with its agent has taken it for `agentTimeout`. */
const passOn = async (task: Task): Promise<JobMove> => {
  const { stored, held, scope, response, tell } = task;
  const { agentTimeout } = scope.settings;
  const wanted = `"${response.agent.name}"${stored.version === undefined ? '' : ` of version "${stored.version}"`}`;
  const age = await refuseAttempt(scope.queue, held);
  if (age === undefined) return LOST;
  if (age >= agentTimeout) return fail(noWorker(wanted, agentTimeout), task);
  if (!(await releaseAttempt(scope.queue, held, undefined, false))) return LOST;
  tell('refused', wanted);
  const { first, longest, part } = PASSED_ON;
  return { kind: 'delayed', milliseconds: Math.min(Math.max(first, age * part), longest, agentTimeout) };
};

const noWorker = (wanted: string, agentTimeout: number): SwarmError =>
  usageError(
    `No worker with an agent ${wanted} has taken the run for ${agentTimeout} ms: list it among the agents of a worker, ` +
      'those that functions hand off to included, or raise agentTimeout where those workers are busy.',
  );
