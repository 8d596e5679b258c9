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
  /** Somebody else has the run, or it has ended: who was stopped over it may go on. */
  readonly release: (id: string, worker?: number) => void;
  readonly counts: { killed: number; stopped: number; cancelled: number };
  readonly wrong: string[];
}

interface Stage {
  readonly crew: () => Crew;
  readonly redis: DurableRedis;
  readonly queue: Queue;
  readonly ledger: Ledger;
}

/** Milliseconds in which the socket of a run that was cancelled has to be closed, though Redis be away or the worker frozen meanwhile. */
const SOON = 15_000;

/** What happens to a run when its moment has come, which it has once, unless its fault lasts. */
export const strikes = ({ crew, redis, queue, ledger }: Stage): Struck => {
  const struck = new Set<string>();
  /** One at a time: where all are frozen nobody is left to go on. */
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

/** Asks again while Redis is away. */
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
