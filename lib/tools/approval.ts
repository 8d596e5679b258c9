import type { PreparedCall } from './prepare-calls.ts';

/** Returns the calls that can be executed now: none while one waits and the caller has decided nothing, else all that do not wait. */
export const executable = (calls: readonly PreparedCall[]): readonly PreparedCall[] => {
  const ready = calls.filter(({ waits }) => !waits);
  return ready.length === calls.length || calls.some(({ decision }) => decision !== undefined) ? ready : [];
};

/** Returns the calls that wait for the caller's decision. */
export const waiting = (calls: readonly PreparedCall[]): readonly PreparedCall[] => calls.filter(({ waits }) => waits);
