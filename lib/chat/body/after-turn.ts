/** Where the event loop has a phase for it; browsers have none. */
interface WithImmediate {
  readonly setImmediate?: (callback: () => void) => unknown;
  readonly clearImmediate?: (handle: unknown) => void;
}

/**
 * Calls back after this turn of the event loop, or at once where it cannot be told; what it returns calls that off. A timer
 * would do as well, but waits a millisecond at least, and took some 250 µs of CPU a turn in a loop over `fetch`.
 */
export const afterTurn = (callback: () => void): (() => void) => {
  const { setImmediate, clearImmediate } = globalThis as WithImmediate;
  if (setImmediate === undefined || clearImmediate === undefined) {
    callback();
    return () => undefined;
  }
  const handle = setImmediate(callback);
  return () => clearImmediate(handle);
};
