import { lastValueFrom, merge, type Observable, takeUntil, tap } from 'rxjs';
import type { Agent } from '../../agent/agent.ts';
import { SwarmError } from '../../agent/errors.ts';
import type { RemoteAgent } from '../../agent/remote.ts';
import type { Response, RunEvent } from '../../agent/response.ts';
import type { RunOptions } from '../../agent/run-options.ts';
import type { Message } from '../../messages/types.ts';
import { response as responses } from '../../operators/response.ts';
import { isRecord } from '../../util/is-record.ts';
import { toText } from '../../util/stringify.ts';
import { cancelled } from '../cancel.ts';
import { redisError } from '../redis/redis.ts';
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
  const attempts = scope.settings.retries + 1;
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

/**
 * The messages a run begins with: its own, and what the runs answered that it waited for. The same for each attempt, as
 * BullMQ keeps those results with the job.
 *
 * @throws SwarmError `incomplete` where none of them has answered.
 */
export const withAnswers = async ({ stored, held: { job }, scope }: Task): Promise<readonly Message[]> => {
  const { children = [], options } = stored;
  if (children.length === 0) return options.messages;
  const [answers, failures] = await Promise.all([
    job.getChildrenValues<unknown>(),
    job.getIgnoredChildrenFailures(),
  ]).catch((error: unknown) => {
    throw redisError(error);
  });
  const keys = children.map((id) => scope.queue.toKey(id));
  if (!keys.some((key) => isRecord(answers[key]))) {
    const reason = failures[keys[0] ?? ''] ?? 'it was removed';
    throw new SwarmError('incomplete', `None of the ${children.length} runs it waited for has answered: ${reason}`);
  }
  const told = keys.map((key, place) => tell(children[place] ?? '', answers[key], failures[key]));
  return [...options.messages, ...told.map((content) => ({ role: 'user' as const, content }))];
};

const tell = (id: string, answer: unknown, failure = 'it was removed'): string => {
  if (!isRecord(answer)) return `${id} failed: ${failure}`;
  const { agent, messages = [], output } = answer as unknown as Partial<Response<RemoteAgent>>;
  const last = messages.findLast(({ role }) => role === 'assistant')?.content;
  return `${agent?.name ?? id} answers:\n${toText(output ?? last)}`;
};
