import type { Queue } from 'bullmq';
import { cancel } from 'rxswarm/bullmq';
import { setTimeout as after } from 'node:timers/promises';
import type { DurableRedis } from '../../specs/support/durable-redis.ts';
import type { Crew } from './crew.ts';
import type { Ledger } from './ledger.ts';
import type { Moment, Strike } from './model-server.ts';
import { faultOf, type Plan } from './plan.ts';
import { isOutage } from './seen.ts';

export interface Struck {
  readonly strike: Strike;
  /** Wakes the worker that was frozen over a run, once another worker has the run or it has ended. */
  readonly release: (id: string, worker?: number) => void;
  /** Counts of strikes by kind. */
  readonly counts: { killed: number; stopped: number; cancelled: number };
  /** Sentences about strikes that did not take effect. */
  readonly wrong: string[];
}

interface Stage {
  readonly crew: () => Crew;
  readonly redis: DurableRedis;
  readonly queue: Queue;
  readonly ledger: Ledger;
}

/** Milliseconds in which the socket of a cancelled run must close, also through an outage of Redis or a freeze of its worker. */
const SOON = 15_000;

/** Returns the faults as a `strike` for the model server. Each run is struck once, unless its fault lasts. */
export const strikes = ({ crew, redis, queue, ledger }: Stage): Struck => {
  const struck = new Set<string>();
  /** The frozen worker. Only one is frozen at a time, so that others can go on. */
  let stopped: { readonly id: string; readonly worker: number; readonly resume: () => void } | undefined;
  let resumed = Promise.resolve();
  const over = new Set<string>();
  const counts = { killed: 0, stopped: 0, cancelled: 0 };
  const wrong: string[] = [];

  const release = (id: string, worker?: number): void => {
    if (worker === undefined) over.add(id);
    if (stopped === undefined || stopped.id !== id || stopped.worker === worker) return;
    crew().wake(stopped.worker);
    stopped.resume();
    stopped = undefined;
  };
  const stop = async ({ plan: { id }, worker }: Moment): Promise<void> => {
    const before = resumed;
    let resume = (): void => undefined;
    resumed = new Promise((resolve) => (resume = resolve));
    await before;
    if (over.has(id)) {
      resume();
      return;
    }
    counts.stopped++;
    ledger.strike(worker);
    stopped = { id, worker, resume };
    for (const each of ledger.heldBy(worker)) ledger.excuse(each, worker);
    crew().stop(worker);
  };
  const cancelRun = async ({ plan: { id }, phase, closed }: Moment): Promise<void> => {
    const isUnderWay = await untilTold(() => cancel(queue, id));
    counts.cancelled++;
    if (!isUnderWay || phase === 'between') return;
    const open = await Promise.race([closed.then(() => false), after(SOON, true, { ref: false })]);
    if (open) wrong.push(`${id}: ${SOON} ms after it was cancelled ${phase}, its socket is open`);
  };
  const hit = async (moment: Moment): Promise<'go on' | 'cut' | 'refuse'> => {
    switch (faultOf(moment.plan).strikes) {
      case 'worker killed':
        counts.killed++;
        ledger.strike(moment.worker);
        await crew().kill(moment.worker);
        return 'cut';
      case 'worker stopped':
        await stop(moment);
        return 'go on';
      case 'Redis restarted':
      case 'Redis killed':
        ledger.strike();
        // The model goes on meanwhile.
        redis
          .restart(moment.plan.fault === 'Redis killed' ? 'SIGKILL' : 'SIGTERM')
          .catch((error: unknown) => wrong.push(String(error)));
        return 'go on';
      case 'cancelled':
        await cancelRun(moment);
        return 'go on';
      default:
        return moment.phase === 'asked' ? 'refuse' : 'cut';
    }
  };
  return {
    strike: async (moment) => {
      const { plan, turn, phase, worker } = moment;
      release(plan.id, worker);
      if (!isDue(plan, turn, phase) || struck.has(plan.id)) return 'go on';
      const { isLasting, strikes: kind } = faultOf(plan);
      if (isLasting !== true && !(kind === 'model' && phase === 'asked')) struck.add(plan.id);
      return hit(moment);
    },
    release,
    counts,
    wrong,
  };
};

const isDue = (plan: Plan, turn: number, phase: Moment['phase']): boolean => plan.phase === phase && plan.at === turn;

/** Asks again during an outage of Redis. */
const untilTold = async <T>(ask: () => Promise<T>): Promise<T> => {
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (!isOutage(error)) throw error;
      await after(100);
    }
  }
};
