import type { Queue } from 'bullmq';
import { show } from '../util/text.ts';
import { refuse } from '../loop/validate.ts';

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
