import { DelayedError, UnrecoverableError, WaitingError } from 'bullmq';
import { isWorthRetrying, MAX_WAIT, messageOf, SwarmError, withResponse } from '../../agent/errors.ts';
import type { Response } from '../../agent/response.ts';
import { isCarriable } from '../../util/json-safe.ts';
import { redactText } from '../../util/redact.ts';
import { markerKey } from '../redis/keys.ts';
import { execute } from '../redis/redis.ts';
import { endingOf } from '../stored/ending.ts';
import { type Break, releaseAttempt } from './attempt.ts';
import { refuseAttempt } from './agent-heartbeat.ts';
import { LOST } from './journal.ts';
import { REFUSED } from './perform.ts';
import type { Task } from './task.ts';

/** Why a run stops while the worker closes. */
export const HANDED_BACK = new Error('The worker closes.');

const CLOSED: Break = { type: 'incomplete', message: 'The worker closed in the middle of the turn.' };

/**
 * How many milliseconds a run rests that nobody takes; how often it is offered before; how many
 * a worker needs until it waits with its other places as the others do.
 */
export const REST = 500;
const OFFERS = 2;
const GRACE = 20;

const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

/**
 * What becomes of a run whose attempt has not come to a response: it ends with the error, or it goes back to the queue, from
 * where it is taken up at its last checkpoint. Never returns: what is thrown tells BullMQ.
 */
export const settle = async (error: unknown, task: Task): Promise<never> => {
  if (error === LOST) throw LOST;
  if (error === HANDED_BACK) return handBack(task);
  return mayPass(error, task) ? tryAgain(error, task) : fail(error, task);
};

/** The same of a run that cannot be taken up: here, or at all. */
export const decline = async (error: unknown, task: Task): Promise<never> => {
  // Redis is not there to be told.
  if (error === LOST) throw LOST;
  if (error instanceof SwarmError && error.type === 'network') throw error;
  return error === REFUSED ? putOff(task) : fail(error, task);
};

const mayPass = (error: unknown, { stored, attempt, count, scope }: Task): error is SwarmError => {
  const isLate = Date.now() >= attempt.begun + (stored.options.runTimeout ?? Infinity);
  return isWorthRetrying(error) && count <= scope.settings.retries && !isLate;
};

const fail = async (error: unknown, { journal, response, tell }: Task): Promise<never> => {
  const isWhole = error instanceof SwarmError && error.response && isCarriable(error.response.contextVariables);
  const failure = isWhole ? error : withResponse(error, response);
  await journal.end(endingOf(failure));
  const message = redactText(failure.message);
  tell('failed', message);
  throw new UnrecoverableError(message);
};

const tryAgain = async (error: SwarmError, task: Task): Promise<never> => {
  const { count, held, scope, tell } = task;
  const backoff = scope.settings.retryDelay * 2 ** (count - 1);
  const message = redactText(error.message);
  await releaseAttempt(scope.queue, held, { type: error.type, message }, true);
  tell('broken', message);
  return delay(task, Math.min(error.retryAfter ?? backoff, MAX_WAIT));
};

const handBack = async ({ held, scope, tell }: Task): Promise<never> => {
  await releaseAttempt(scope.queue, held, CLOSED, false);
  await held.job.moveToWait(held.token);
  tell('handed-back');
  throw new WaitingError();
};

const putOff = async (task: Task): Promise<never> => {
  const { stored, held, scope, response, tell } = task;
  const { agentTimeout } = scope.settings;
  const { name } = response.agent;
  const wanted = `"${name}"${stored.version === undefined ? '' : ` of version "${stored.version}"`}`;
  const absent = await refuseAttempt(scope.queue, held, name, stored.version);
  if (absent >= agentTimeout) return fail(nobody(wanted, agentTimeout), task);
  await releaseAttempt(scope.queue, held, undefined, false);
  tell('refused', wanted);
  return scope.refusedLately(held.keys.run) < OFFERS ? offer(task) : delay(task, Math.min(REST, agentTimeout));
};

/**
 * To the worker that has waited longest, which Redis wakes first: that a job's delay is over, whoever delayed it hears first.
 * This one is not to be it: it is given the time to wait with its other places, then sent to the end of the line.
 */
const offer = async ({ held, scope }: Task): Promise<never> => {
  await pause(GRACE);
  await execute(scope.queue, 'rouse', [markerKey(scope.queue)]);
  await pause(GRACE);
  await held.job.moveToWait(held.token);
  await pause(GRACE);
  throw new WaitingError();
};

const delay = async ({ held }: Task, milliseconds: number): Promise<never> => {
  await held.job.moveToDelayed(Date.now() + milliseconds, held.token);
  throw new DelayedError();
};

const nobody = (wanted: string, deadline: number): SwarmError =>
  new SwarmError(
    'usage',
    `No worker has had an agent ${wanted} for ${deadline} ms: list it among the agents of a worker, those that functions ` +
      'hand off to included.',
  );

/** How a run has ended that a worker is given once more: it was lost before it could tell BullMQ. */
export const finished = (response: () => Response): Response => {
  try {
    return response();
  } catch (error) {
    throw new UnrecoverableError(messageOf(error));
  }
};
