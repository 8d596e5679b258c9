import type { PreparedCall } from './prepare-calls.ts';

/**
 * Returns the calls to execute now: all that do not wait. While one waits, none, until the caller has decided about at least one
 * call of the turn.
 */
export const executable = (calls: readonly PreparedCall[]): readonly PreparedCall[] => {
  const ready = calls.filter(({ waits }) => !waits);
  return ready.length === calls.length || calls.some(({ decision }) => decision !== undefined) ? ready : [];
};

/** Returns the calls that wait for the caller's decision. */
export const waiting = (calls: readonly PreparedCall[]): readonly PreparedCall[] => calls.filter(({ waits }) => waits);
