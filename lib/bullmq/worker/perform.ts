import { lastValueFrom, merge, takeUntil, tap, type Observable } from 'rxjs';
import type { Agent } from '../../agent/agent.ts';
import { SwarmError } from '../../agent/errors.ts';
import type { RunOptions } from '../../agent/run-options.ts';
import { response as responses } from '../../operators/response.ts';
import type { Message, Response, RunEvent } from '../../messages/types.ts';
import { cancelled } from '../cancel.ts';
import { withAnswers } from '../children.ts';
import { replayOf } from '../stored/stored-checkpoint.ts';
import type { Task } from './task.ts';

/** The agent that goes on is not here: another worker may have it. */
export const REFUSED = new Error('The agent is not among those of this worker.');

/** What an attempt takes, beside what is stored. */
export interface Prepared {
  readonly agent: Agent;
  readonly messages: readonly Message[];
}

/** @throws whatever keeps the run from being taken up at all. */
export const prepare = async (task: Task): Promise<Prepared> => {
  const { attempt, scope } = task;
  const { attempts } = scope.settings;
  if (attempt.isCancelled) throw cancelled();
  if (attempt.count > attempts) throw worn(attempts);
  return { agent: agentOf(task), messages: await withAnswers(task) };
};

/** Runs what is left of a run, and gives its response. Whatever ends it before that is thrown. */
export const perform = async (task: Task, prepared: Prepared, stop$: Observable<never>): Promise<Response> => {
  const { attempt, journal } = task;
  const { checkpoint, broke, count } = attempt;
  const retold = broke ? [{ retry: { attempt: count - 1, ...broke } }, ...replayOf(checkpoint)] : [];
  retold.forEach((event) => journal.add(event));
  task.tell(checkpoint === undefined ? 'begun' : 'resumed');
  const run$ = run(task, prepared).pipe(
    tap((event) => {
      if (!('response' in event)) journal.add(event);
    }),
    responses<Agent>(),
    takeUntil(merge(stop$, journal.broken$)),
  );
  const response = await lastValueFrom(run$, { defaultValue: undefined });
  if (response === undefined) throw new SwarmError('incomplete', 'The run ended without a response.');
  await journal.end({ response });
  return response;
};

const run = (
  { id, stored: { options }, attempt, scope, store }: Task,
  { agent, messages }: Prepared,
): Observable<RunEvent> => {
  const { checkpoint, begun } = attempt;
  const { runTimeout } = options;
  const asked: RunOptions = {
    ...{ runId: id, ...options },
    ...{ agent, messages, checkpoint: store },
    ...(runTimeout !== undefined && { runTimeout: Math.max(1, begun + runTimeout - Date.now()) }),
    ...(checkpoint && { resume: checkpoint }),
  };
  return scope.swarm.run(asked);
};

/** @throws REFUSED */
const agentOf = ({ stored, attempt, scope: { roster, settings } }: Task): Agent => {
  const isOurs = stored.version === undefined || stored.version === settings.version;
  const found = roster.get(attempt.checkpoint?.response.agent.name ?? stored.agent);
  if (!isOurs || found === undefined) throw REFUSED;
  return found.agent;
};

const worn = (attempts: number): SwarmError =>
  new SwarmError('incomplete', `The turn was begun ${attempts} times, and each time the worker was lost.`, {
    attempts,
  });
