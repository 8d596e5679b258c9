import type { Response } from '../../agent/response.ts';
import type { Checkpoint } from '../../agent/run-options.ts';
import { emptyResponse } from '../stored/stored-checkpoint.ts';
import { keptFor, type StoredRun } from '../stored/stored-run.ts';
import type { Attempt, Held } from './attempt.ts';
import { journal, type Journal } from './journal.ts';
import type { WorkerScope, WorkEvent } from './worker-scope.ts';

/** A run in the hands of a worker, from the beginning of an attempt to its end. */
export interface Task {
  readonly id: string;
  readonly held: Held;
  readonly stored: StoredRun;
  readonly attempt: Attempt;
  readonly scope: WorkerScope;
  readonly journal: Journal;
  /** How many times the present turn was begun, this time included. */
  readonly count: number;
  /** The response so far, as it is stored. */
  readonly response: Response;
  /** Stores a checkpoint. */
  readonly store: (checkpoint: Checkpoint) => Promise<void>;
  /** Emits a step of the run on the worker's `events$`. */
  readonly tell: (status: WorkEvent['status'], message?: string) => void;
}

/** Begins a task, at the checkpoint of its attempt. */
export const taskOf = (held: Held, stored: StoredRun, attempt: Attempt, scope: WorkerScope): Task => {
  const { checkpoint } = attempt;
  let { count } = attempt;
  const id = String(held.job.id);
  let response = (checkpoint?.response ??
    emptyResponse(stored.agent, stored.options.contextVariables)) as unknown as Response;
  const written = journal(scope.queue, held.keys, {
    token: held.token,
    attemptId: held.attemptId,
    ttl: stored.ttl,
    keptFor: keptFor(stored),
    maxBytes: scope.settings.maxEventBytes,
    stored: checkpoint?.response.messages.length ?? 0,
  });
  return {
    id,
    held,
    stored,
    attempt,
    scope,
    journal: written,
    get count() {
      return count;
    },
    get response() {
      return response;
    },
    async store(latest) {
      await written.store(latest);
      response = latest.response;
      count = 1;
    },
    tell: (status, message) =>
      scope.tell({ id, agent: response.agent.name, status, ...(message !== undefined && { message }) }),
  };
};
