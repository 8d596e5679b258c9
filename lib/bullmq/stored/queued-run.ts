import type { Queue } from 'bullmq';
import type { ContextVariables } from '../../agent/context.ts';
import { refuse } from '../../agent/errors.ts';
import type { RemoteAgent } from '../../agent/remote.ts';
import type { RunOptions } from '../../agent/run-options.ts';
import { show } from '../../util/stringify.ts';

/** What a run on a queue is asked for: the options of `swarm.run()` that JSON can hold, its agent by name. */
export interface QueuedRun extends Pick<
  RunOptions,
  | 'messages'
  | 'maxTurns'
  | 'executeTools'
  | 'toolConcurrency'
  | 'approvals'
  | 'runTimeout'
  | 'functionTimeout'
  | 'turnRetries'
> {
  /**
   * Names the run and its job: 1 to 128 letters, digits and `_ . @ = + -`, not digits alone. Who submits the same again
   * joins the run that is there. Default: a random one for each subscription.
   */
  readonly id?: string;
  /** The one that begins: an `Agent`, or just its name. */
  readonly agent: RemoteAgent;
  readonly contextVariables?: ContextVariables;
  readonly modelOverride?: string;
  /** Names the run to its functions. One that goes on with another, as after an approval, has to bear its id. Default: `id`. */
  readonly runId?: string;
  /** That of the workers that may have it (`worker(…, { version })`). Default: any that know the agent. */
  readonly version?: string;
}

export interface SubmitOptions {
  /** The most bytes a run may be as JSON, conversation included. Default 1,000,000. */
  readonly maxBytes?: number;
  /**
   * Milliseconds that events, response and job are kept after the end. Default: a day. What is under way is kept for a week
   * from its last sign of life, or this where it is longer.
   */
  readonly ttl?: number;
  /** From 0, which is first and the default, to 2,097,151, as BullMQ has it. */
  readonly priority?: number;
}

/**
 * Refuses what cannot name a run: ids are parts of Redis keys, and BullMQ has names of its own and numbers jobs itself.
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
