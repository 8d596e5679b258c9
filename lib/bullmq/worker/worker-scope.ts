import type { Queue } from 'bullmq';
import type { PreparedAgent } from '../../agent/prepare.ts';
import type { Swarm } from '../../swarm.ts';
import type { withDefaults } from './worker-options.ts';

/** What a worker does with a run. */
export interface WorkEvent {
  readonly id: string;
  /** By name; the one that is active. */
  readonly agent: string;
  /**
   * `begun`: from the beginning; `resumed`: from a checkpoint; `ended`: with a response; `failed`: with an error; `broken`: it
   * will be tried again; `handed-back`: as the worker closes; `lost`: another worker has it; `refused`: the agent is not here.
   */
  readonly status: 'begun' | 'resumed' | 'ended' | 'failed' | 'broken' | 'handed-back' | 'lost' | 'refused';
  /** What went wrong, in words. */
  readonly message?: string;
}

/** What a worker works with. */
export interface WorkerScope {
  readonly queue: Queue;
  readonly swarm: Pick<Swarm, 'run'>;
  readonly roster: ReadonlyMap<string, PreparedAgent>;
  readonly settings: ReturnType<typeof withDefaults>;
  /** By run: what stops it. */
  readonly stops: Map<string, (reason: Error) => void>;
  /** Whether the worker closes and has waited long enough. */
  readonly isLate: () => boolean;
  /** How often this worker has just refused a run, before it does so now. */
  readonly refusedLately: (id: string) => number;
  readonly tell: (event: WorkEvent) => void;
}

/** Counts what comes again: how often an id has been there in the milliseconds since it first was, this time left out. */
export const lately = (milliseconds: number): ((id: string) => number) => {
  // In the order in which they came: what is forgotten stands in front.
  const seen = new Map<string, { readonly since: number; count: number }>();
  return (id) => {
    const now = performance.now();
    for (const [old, { since }] of seen) {
      if (now - since < milliseconds) break;
      seen.delete(old);
    }
    const known = seen.get(id);
    if (known) return ++known.count;
    seen.set(id, { since: now, count: 0 });
    return 0;
  };
};
