import type { Queue } from 'bullmq';
import type { PreparedAgent } from '../../agent/prepare.ts';
import type { Swarm } from '../../swarm.ts';
import type { withDefaults } from './worker-options.ts';

/** A step of a run, as the worker that has it tells it. */
export interface WorkEvent {
  /** The run's id. */
  readonly id: string;
  /** The name of the active agent. */
  readonly agent: string;
  /**
   * `begun`: from the beginning; `resumed`: from a checkpoint; `ended`: with a response; `failed`: with an error; `broken`: it
   * will be tried again; `handed-back`: because the worker closes; `lost`: another worker has it; `refused`: this worker lacks
   * the agent and passes the run on.
   */
  readonly status: 'begun' | 'resumed' | 'ended' | 'failed' | 'broken' | 'handed-back' | 'lost' | 'refused';
  /** The error's message, or the agent that a worker lacks. */
  readonly message?: string;
}

/** The reason why a run under way has to stop: another worker has it, this worker closes, or it was cancelled. */
export type StopReason = 'lost' | 'closing' | 'cancelled';

/** A run that a worker has in hand. */
export interface InHand {
  /** The token of its lock. */
  readonly token: string;
  readonly stop: (reason: StopReason) => void;
}

/** The things that all runs of a worker share. */
export interface WorkerScope {
  readonly queue: Queue;
  readonly swarm: Pick<Swarm, 'run'>;
  readonly roster: ReadonlyMap<string, PreparedAgent>;
  readonly settings: ReturnType<typeof withDefaults>;
  /** The runs under way, by id. */
  readonly inHand: Map<string, InHand>;
  /** Returns true once the worker closes and its deadline has passed. */
  readonly isLate: () => boolean;
  readonly tell: (event: WorkEvent) => void;
}
