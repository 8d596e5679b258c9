import { refuse } from '../../agent/errors.ts';
import { show } from '../../util/stringify.ts';

export interface WorkerOptions {
  /** How many runs this worker has at once, a whole number from 1 up. Default 10. */
  readonly concurrency?: number;
  /** That of these agents: the worker takes runs that ask for it, and those that ask for none. Default: none. */
  readonly version?: string;
  /** How many times a turn is begun again after a lost worker or a passing failure, before the run fails. Default 2. */
  readonly retries?: number;
  /**
   * Milliseconds before a turn is begun again after a passing failure; doubled each time, up to a minute, and the server's
   * own word counts where it gives one. Default 1000.
   */
  readonly retryDelay?: number;
  /**
   * Milliseconds that a run waits while no worker has its agent and version, before it fails; where one has and is busy, it
   * waits on. Default 60,000.
   */
  readonly agentTimeout?: number;
  /** The most bytes that the events of a run may be in Redis. Default 16,000,000. */
  readonly maxEventBytes?: number;
  /**
   * Milliseconds that a worker keeps a run without a sign of life, as BullMQ's `lockDuration`: it renews the lock at half of
   * it. Default 30,000.
   */
  readonly lockDuration?: number;
  /** Milliseconds between two looks for runs whose worker was lost: the second that sees one gives it away. Default 30,000. */
  readonly stalledInterval?: number;
  /** Told of failures that are no run's, such as those of Redis. Default: the console. */
  readonly log?: Pick<Console, 'error'>;
}

/** @throws SwarmError `usage` */
export const withDefaults = (options: WorkerOptions): Required<Omit<WorkerOptions, 'version'>> & WorkerOptions => {
  const numbers = {
    concurrency: options.concurrency ?? 10,
    retries: options.retries ?? 2,
    retryDelay: options.retryDelay ?? 1000,
    agentTimeout: options.agentTimeout ?? 60_000,
    maxEventBytes: options.maxEventBytes ?? 16_000_000,
    lockDuration: options.lockDuration ?? 30_000,
    stalledInterval: options.stalledInterval ?? 30_000,
  };
  for (const [name, value] of Object.entries(numbers)) {
    const least = name === 'retries' ? 0 : 1;
    refuse(
      !(Number.isSafeInteger(value) && value >= least),
      () => `worker({ ${name} }) is ${show(value)}: it must be a whole number from ${least} up.`,
    );
  }
  return { log: console, ...options, ...numbers };
};
