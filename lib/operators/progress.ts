import { asyncScheduler, defer, mergeMap, type OperatorFunction, type SchedulerLike } from 'rxjs';
import type { Response } from '../agent/response.ts';
import type { RunAllEvent } from '../agent/run-all-events.ts';
import type { AgentUsage } from '../messages/events.ts';
import type { Usage } from '../messages/types.ts';
import { addAgentUsage, addUsage } from '../messages/usage.ts';
import { costOf, type Prices } from '../models/cost.ts';

export interface ProgressOptions {
  /** How many runs there will be, where that is known. Default: it is not, and there is no `eta`. */
  readonly total?: number;
  /** Default: none, and there is no `cost`. */
  readonly prices?: Prices;
  /** Tells the time. Default: `asyncScheduler`. */
  readonly scheduler?: SchedulerLike;
}

/** Where many runs stand. */
export interface Progress {
  /** Runs that ended with a response, and with an error. */
  readonly done: number;
  readonly failed: number;
  /** Runs that have begun and not ended. */
  readonly running: number;
  readonly total?: number;
  /** Used by the runs that ended, also in vain. */
  readonly tokens: number;
  readonly usage?: Usage;
  readonly usageByAgent?: readonly AgentUsage[];
  readonly cost?: number;
  /** Runs that ended, a second, since the subscription; 0 until one has. */
  readonly rate: number;
  /** Milliseconds until all will have ended, at this rate. */
  readonly eta?: number;
}

/**
 * Where many runs stand, each time one begins or ends. It counts what it sees: with `order: 'input'`, a run that waits
 * for an earlier one has not begun.
 */
export const progress = <A extends { readonly name: string }>(
  options: ProgressOptions = {},
): OperatorFunction<RunAllEvent<A>, Progress> => {
  const { scheduler = asyncScheduler } = options;
  return (source) =>
    defer(() => {
      const begin = scheduler.now();
      const running = new Set<number>();
      let sums: Sums = { done: 0, failed: 0 };
      const snapshot = () => [toProgress(sums, running.size, scheduler.now() - begin, options)];
      return source.pipe(
        mergeMap(({ index, event, error }) => {
          const response = error ? error.response : 'response' in event ? event.response : undefined;
          if (!error && !response) return running.has(index) ? NOTHING : (running.add(index), snapshot());
          running.delete(index);
          sums = add(sums, error === undefined, response);
          return snapshot();
        }),
      );
    });
};

const NOTHING: readonly never[] = [];

interface Sums {
  readonly done: number;
  readonly failed: number;
  readonly usage?: Usage | undefined;
  readonly usageByAgent?: readonly AgentUsage[] | undefined;
}

type Used = Pick<Response, 'usage' | 'usageByAgent'>;

const add = (sums: Sums, isDone: boolean, { usage, usageByAgent = [] }: Used = {}): Sums => ({
  done: sums.done + (isDone ? 1 : 0),
  failed: sums.failed + (isDone ? 0 : 1),
  usage: addUsage(sums.usage, usage),
  usageByAgent: usageByAgent.reduce((all, one) => addAgentUsage(all, one, one.usage), sums.usageByAgent ?? []),
});

const toProgress = (
  { done, failed, usage, usageByAgent }: Sums,
  running: number,
  elapsed: number,
  { total, prices }: ProgressOptions,
): Progress => {
  const ended = done + failed;
  const rate = ended > 0 && elapsed > 0 ? (ended * 1000) / elapsed : 0;
  return {
    ...{ done, failed, running, tokens: usage?.total_tokens ?? 0, rate },
    ...(total !== undefined && { total }),
    ...(usage && { usage }),
    ...(usage && usageByAgent && { usageByAgent }),
    ...(prices && { cost: costOf(usageByAgent, prices) }),
    ...(total !== undefined && rate > 0 && { eta: Math.round((Math.max(total - ended, 0) * 1000) / rate) }),
  };
};
