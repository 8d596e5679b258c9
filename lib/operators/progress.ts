import { asyncScheduler, defer, mergeMap, type OperatorFunction, type SchedulerLike } from 'rxjs';
import { refuseUnknown } from '../agent/known-options.ts';
import type { Response } from '../agent/response.ts';
import type { RunAllEvent } from '../agent/run-all-events.ts';
import type { AgentUsage } from '../messages/events.ts';
import type { Usage } from '../messages/types.ts';
import { addAgentUsage, addUsage } from '../messages/usage.ts';
import { costOf, type Prices } from '../models/cost.ts';

/** Options of `progress()`. */
export interface ProgressOptions {
  /** How many runs there will be. Default: unknown, and there is no `eta`. */
  readonly total?: number;
  /** Prices of the models, for `cost`. Default: none, and there is no `cost`. */
  readonly prices?: Prices;
  /** The clock. Default: `asyncScheduler`. */
  readonly scheduler?: SchedulerLike;
}

/** State of many runs. */
export interface Progress {
  /** How many runs ended with a response. */
  readonly done: number;
  /** How many runs ended with an error. */
  readonly failed: number;
  /** How many runs have begun and not ended. */
  readonly running: number;
  /** `ProgressOptions.total`. */
  readonly total?: number;
  /** Tokens of the runs that ended, failed ones included. */
  readonly tokens: number;
  /** The same in the words of the wire. Absent if no server counted. */
  readonly usage?: Usage;
  /** The same by agent and model. Absent if no server counted. */
  readonly usageByAgent?: readonly AgentUsage[];
  /** Cost of these tokens in the currency of the prices. Absent without prices. */
  readonly cost?: number;
  /** Runs that ended, per second since the subscription; 0 before the first. */
  readonly rate: number;
  /** Milliseconds until all runs will have ended at this rate. Absent without `total`, and before the first has ended. */
  readonly eta?: number;
}

/**
 * Emits the state of many runs each time a run begins or ends. It counts the events that it sees: with `order: 'input'`, a run
 * that waits for an earlier one has not begun.
 *
 * @example
 * ```ts
 * swarm.runAll(runs).pipe(progress({ total: 100 })).subscribe(({ done, eta = 0 }) => console.log(done, Math.round(eta / 1000)));
 * ```
 */
export const progress = <A extends { readonly name: string }>(
  options: ProgressOptions = {},
): OperatorFunction<RunAllEvent<A>, Progress> => {
  refuseUnknown('progress()', options, OPTIONS);
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

const OPTIONS: readonly (keyof ProgressOptions)[] = ['total', 'prices', 'scheduler'];

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
    done,
    failed,
    running,
    tokens: usage?.total_tokens ?? 0,
    rate,
    ...(total !== undefined && { total }),
    ...(usage && { usage }),
    ...(usage && usageByAgent && { usageByAgent }),
    ...(prices && { cost: costOf(usageByAgent, prices) }),
    ...(total !== undefined && rate > 0 && { eta: Math.round((Math.max(total - ended, 0) * 1000) / rate) }),
  };
};
