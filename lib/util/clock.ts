import type { SchedulerLike } from 'rxjs';

/** Milliseconds by which two readings of the wall clock may differ. */
const TOLERANCE = 1000;

/**
 * Returns a clock in milliseconds that nobody sets. Real schedulers read the wall clock, which may be set back in the middle of a
 * wait, so the time since the process began stands in for theirs. Virtual time stays as it is.
 */
export const clockOf = (scheduler: SchedulerLike): (() => number) =>
  Math.abs(scheduler.now() - Date.now()) < TOLERANCE ? () => performance.now() : () => scheduler.now();
