import type { Queue } from 'bullmq';
import type { ContextVariables } from '../../agent/context.ts';
import { refuse } from '../../agent/errors.ts';
import type { RemoteAgent } from '../../agent/remote.ts';
import type { RunOptions } from '../../agent/run-options.ts';
import { refuseUnknown } from '../../agent/known-options.ts';
import type { Message } from '../../messages/types.ts';
import { show } from '../../util/stringify.ts';

/** A run to put on a queue: the options of `swarm.run()` that JSON can hold, with the agent by name. */
export interface QueuedRun extends Pick<
  RunOptions,
  'maxTurns' | 'executeTools' | 'toolConcurrency' | 'decisions' | 'runTimeout' | 'functionTimeout' | 'turnRetries'
> {
  /**
   * Names the run and its job: 1 to 128 letters, digits and `_ . @ = + -`, not digits alone. Submitting the same run under the
   * same id joins it. Default: a random id for each subscription.
   */
  readonly id?: string;
  /** The conversation so far. Unanswered calls at its end are executed first: this is how a run goes on. */
  readonly messages: readonly Message[];
  /** The agent that begins: an `Agent`, or an object with its name. */
  readonly agent: RemoteAgent;
  /** The context variables that the run begins with. JSON must hold them. Default: `{}`. */
  readonly contextVariables?: ContextVariables;
  /** Used instead of each agent's own `model`. Default: the agent's model. */
  readonly modelOverride?: string;
  /** Names the run to its functions. A run that continues another, as after an approval, must carry its id. Default: `id`. */
  readonly runId?: string;
  /** The version that a worker must have to take the run (`worker(…, { version })`). Default: any version. */
  readonly version?: string;
}

/** Options of all that talks to Redis for a caller. */
export interface RedisOptions {
  /**
   * Milliseconds that Redis may take to answer, from 1 up or `Infinity`; the call then fails with a SwarmError `network`.
   * Default 10,000.
   */
  readonly redisTimeout?: number;
}

/** Options of `submit()` and `submitFlow()`. */
export interface SubmitOptions extends RedisOptions {
  /** The most bytes of a run as JSON, conversation included. Default 1,000,000. */
  readonly maxBytes?: number;
  /**
   * Milliseconds that events, response and job are kept after the end, a whole number from 1 up. A run under way is kept for a
   * week after its last sign of life, or for this time where it is longer. Default: a day.
   */
  readonly ttl?: number;
  /** BullMQ's priority, from 0, which is first, to 2,097,151. Default 0. */
  readonly priority?: number;
}

const REDIS_OPTIONS: readonly (keyof RedisOptions)[] = ['redisTimeout'];

/** The options of `submit()` and `submitFlow()`. */
export const SUBMIT_OPTIONS: readonly (keyof SubmitOptions)[] = ['maxBytes', 'ttl', 'priority', 'redisTimeout'];

/**
 * Checks the options of a function that talks to Redis, and returns its `redisTimeout`.
 *
 * @param owner The function: `watch()`.
 * @throws SwarmError `usage`
 */
export const redisTimeoutOf = (
  owner: string,
  options: RedisOptions,
  known: readonly string[] = REDIS_OPTIONS,
): number => {
  refuseUnknown(owner, options, known);
  const { redisTimeout = 10_000 } = options;
  refuse(
    typeof redisTimeout !== 'number' || !(redisTimeout >= 1),
    () => `redisTimeout is ${show(redisTimeout)}: it must be milliseconds from 1 up.`,
  );
  return redisTimeout;
};

/**
 * Checks the id of a run. Ids are parts of Redis keys, and BullMQ has key names of its own and numbers jobs itself.
 *
 * @throws SwarmError `usage`
 */
export const assertRunId = (queue: Pick<Queue, 'keys'>, id: unknown): void => {
  refuse(
    typeof id !== 'string' || !/^[\w.@=+-]{1,128}$/.test(id),
    () => `The id of a run is ${show(id)}: use 1 to 128 letters, digits and _ . @ = + -`,
  );
  refuse(
    /^-?\d+$/.test(id as string),
    () => `The id of a run is ${show(id)}: BullMQ numbers jobs itself, add a letter.`,
  );
  refuse(
    Object.hasOwn(queue.keys, id as string),
    () => `The id of a run is ${show(id)}: BullMQ has a key of that name.`,
  );
};
