import { DelayedError, UnrecoverableError, WaitingError } from 'bullmq';
import type { Response } from '../../agent/response.ts';
import type { Held, Lost } from './attempt.ts';

/** The place that a job goes to after an attempt. */
export type JobMove =
  | Lost
  | { readonly kind: 'completed'; readonly response: Response }
  | { readonly kind: 'failed'; readonly message: string }
  | { readonly kind: 'delayed'; readonly milliseconds: number }
  | { readonly kind: 'waiting' };

/**
 * Moves a job, in the way BullMQ asks of a processor: it returns the result of a completed job and throws BullMQ's own errors
 * for all other moves. A lost job is left alone, because its lock expires and another worker takes it up.
 */
export const moveJob = async ({ job, token }: Held, move: JobMove): Promise<Response> => {
  switch (move.kind) {
    case 'completed':
      return move.response;
    case 'failed':
      throw new UnrecoverableError(move.message);
    case 'delayed':
      await job.moveToDelayed(Date.now() + move.milliseconds, token).catch(leave);
      throw new DelayedError();
    case 'waiting':
      await job.moveToWait(token).catch(leave);
      throw new WaitingError();
    case 'lost':
      throw new WaitingError();
  }
};

/** A job that cannot be moved is lost as well. */
const leave = (): never => {
  throw new WaitingError();
};
