import { refuse } from '../../agent/errors.ts';
import { refuseUnknown } from '../../agent/known-options.ts';
import { show } from '../../util/stringify.ts';

/** Options of `worker()`. */
export interface WorkerOptions {
  /** The most runs that this worker has at once, a whole number from 1 up. Default 10. */
  readonly concurrency?: number;
  /** The version of this worker's agents: it takes runs that ask for it, and runs that ask for no version. Default: no version. */
  readonly version?: string;
  /** How many times a turn is begun again after a lost worker or a passing failure, before the run fails. Default 2. */
  readonly retries?: number;
  /**
   * Milliseconds before a turn is begun again after a passing failure. The wait doubles each time, up to a minute; a wait that
   * the server asks for counts instead. Default 1000.
   */
  readonly retryDelay?: number;
  /**
   * Milliseconds that a run is passed on among workers without its agent and version, before it fails. The time starts again
   * with each event the run writes. Default 300,000.
   */
  readonly agentTimeout?: number;
  /** The most bytes of a run's events in Redis. Default 16,000,000. */
  readonly maxEventBytes?: number;
  /**
   * Milliseconds that a lock lasts, as BullMQ's `lockDuration`. The worker renews it four times in that time; a worker that
   * cannot, because it is lost, frozen or starved of CPU, loses the run to another. Default 30,000.
   */
  readonly lockDuration?: number;
  /** Milliseconds between two looks for runs of lost workers. The second look that finds a run gives it away. Default 30,000. */
  readonly stalledInterval?: number;
  /** Called with failures that belong to no run, such as those of Redis. Default: the console. */
  readonly log?: Pick<Console, 'error'>;
}

const OPTIONS: readonly (keyof WorkerOptions)[] = [
  'concurrency',
  'version',
  'retries',
  'retryDelay',
  'agentTimeout',
  'maxEventBytes',
  'lockDuration',
  'stalledInterval',
  'log',
];

/**
 * Returns the options with all defaults.
 *
 * @throws SwarmError `usage` for an unknown option, or a number that is not a whole one in its range.
 */
export const withDefaults = (options: WorkerOptions): Required<Omit<WorkerOptions, 'version'>> & WorkerOptions => {
  refuseUnknown('worker()', options, OPTIONS);
  const numbers = {
    concurrency: options.concurrency ?? 10,
    retries: options.retries ?? 2,
    retryDelay: options.retryDelay ?? 1000,
    agentTimeout: options.agentTimeout ?? 300_000,
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
  return { ...options, log: options.log ?? console, ...numbers };
};
