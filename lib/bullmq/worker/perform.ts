import { catchError, defaultIfEmpty, firstValueFrom, map, merge, type Observable, of, tap } from 'rxjs';
import type { Agent } from '../../agent/agent.ts';
import { SwarmError } from '../../agent/errors.ts';
import type { RemoteAgent } from '../../agent/remote.ts';
import type { Response, RunEvent } from '../../agent/response.ts';
import type { RunOptions } from '../../agent/run-options.ts';
import type { Message } from '../../messages/types.ts';
import { response as responses } from '../../operators/response.ts';
import { inSubscriberContext } from '../../util/async-context.ts';
import { isRecord } from '../../util/is-record.ts';
import { toText } from '../../util/stringify.ts';
import { cancelled } from '../cancel.ts';
import { redisError } from '../redis/redis.ts';
import { isResponse } from '../stored/shapes.ts';
import { replayOf } from '../stored/stored-checkpoint.ts';
import type { Task } from './task.ts';
import type { StopReason } from './worker-scope.ts';

/** An attempt whose run may be taken up, with the things that are not stored. */
export interface Prepared {
  readonly kind: 'prepared';
  readonly agent: Agent;
  readonly messages: readonly Message[];
}

/** The end of an attempt that came to no response. */
export type Failed =
  | { readonly kind: StopReason }
  /** This worker lacks the agent that goes on. */
  | { readonly kind: 'refused' }
  /** The run failed; whether it is tried again depends on the error. */
  | { readonly kind: 'broken'; readonly error: unknown }
  /** The run can never be taken up. */
  | { readonly kind: 'unfit'; readonly error: unknown };

/** Looks whether a run may be taken up here. Rejects where Redis fails. */
export const prepare = async (task: Task): Promise<Prepared | Failed> => {
  const { attempt, scope } = task;
  const attempts = scope.settings.retries + 1;
  if (attempt.isCancelled) return unfit(cancelled());
  if (attempt.count > attempts) return unfit(worn(attempts));
  const agent = agentOf(task);
  if (agent === undefined) return { kind: 'refused' };
  const messages = await withAnswers(task);
  return messages instanceof SwarmError ? unfit(messages) : { kind: 'prepared', agent, messages };
};

/** Marks an error of a run that can never be taken up. */
export const unfit = (error: unknown): Failed => ({ kind: 'unfit', error });

/** Runs the rest of a run. Unsubscribes from it as soon as `stop$` or the journal says so. */
export const perform = (
  task: Task,
  prepared: Prepared,
  stop$: Observable<StopReason>,
): Promise<{ readonly kind: 'ended'; readonly response: Response } | Failed> => {
  const { attempt, journal } = task;
  const { checkpoint, broke, count } = attempt;
  const retold = broke ? [{ retry: { attempt: count - 1, ...broke } }, ...replayOf(checkpoint)] : [];
  retold.forEach((event) => journal.add(event));
  task.tell(checkpoint === undefined ? 'begun' : 'resumed');
  const defaultValue = broken(new SwarmError('incomplete', 'The run ended without a response.'));
  const ended$ = run(task, prepared).pipe(
    tap((event) => {
      if (!('response' in event)) journal.add(event);
    }),
    responses<Agent>(),
    map((response) => ({ kind: 'ended' as const, response })),
    catchError((error: unknown) => of(broken(error))),
    defaultIfEmpty(defaultValue),
  );
  // A stop comes from elsewhere, and the signals of functions abort in the context of the run.
  const stopped$ = stop$.pipe(
    map((kind) => ({ kind })),
    inSubscriberContext(),
  );
  return firstValueFrom(merge(stopped$, journal.stopped$, ended$), { defaultValue });
};

const broken = (error: unknown): Failed => ({ kind: 'broken', error });

const run = (
  { id, stored: { options }, attempt, scope, store }: Task,
  { agent, messages }: Prepared,
): Observable<RunEvent> => {
  const { checkpoint, begun } = attempt;
  const { runTimeout } = options;
  const asked: RunOptions = {
    runId: id,
    ...options,
    agent,
    messages,
    checkpoint: store,
    ...(runTimeout !== undefined && { runTimeout: Math.max(1, begun + runTimeout - Date.now()) }),
    ...(checkpoint && { resume: checkpoint }),
  };
  return scope.swarm.run(asked);
};

const agentOf = ({ stored, attempt, scope: { roster, settings } }: Task): Agent | undefined => {
  if (stored.version !== undefined && stored.version !== settings.version) return undefined;
  return roster.get(attempt.checkpoint?.response.agent.name ?? stored.agent)?.agent;
};

/** Returns the error of a run whose attempts are used up. */
export const worn = (attempts: number): SwarmError =>
  new SwarmError('incomplete', `The turn was begun ${attempts} times, and each time the worker was lost.`, {
    attempts,
  });

/**
 * Resolves to the messages a run begins with: its own, and the answers of the runs it waited for. They are the same for each
 * attempt, because BullMQ keeps those results with the job. Resolves to an error where no run has answered.
 */
const withAnswers = async ({ stored, held: { job }, scope }: Task): Promise<readonly Message[] | SwarmError> => {
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
    return new SwarmError('incomplete', `None of the ${children.length} runs it waited for has answered: ${reason}`);
  }
  const told = keys.map((key, place) => tell(children[place] ?? '', answers[key], failures[key]));
  return [...options.messages, ...told.map((content) => ({ role: 'user' as const, content }))];
};

const tell = (id: string, answer: unknown, failure = 'it was removed'): string => {
  if (!isRecord(answer)) return `${id} failed: ${failure}`;
  if (!isResponse(answer)) return `${id} failed: its stored answer is not a response`;
  const { agent, messages, output } = answer as unknown as Response<RemoteAgent>;
  const last = messages.findLast(({ role }) => role === 'assistant')?.content;
  return `${agent.name} answers:\n${toText(output ?? last)}`;
};
