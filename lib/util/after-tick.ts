/** The phase of the event loop that comes after reads. Browsers lack it. */
interface WithImmediate {
  readonly setImmediate?: (callback: () => void) => unknown;
  readonly clearImmediate?: (handle: unknown) => void;
}

/**
 * Calls back after the current turn of the event loop, or at once in browsers. Returns a function that calls it off. A timer
 * would wait for at least a millisecond and cost some 250 µs of CPU.
 */
export const afterTick = (callback: () => void): (() => void) => {
  const { setImmediate, clearImmediate } = globalThis as WithImmediate;
  if (setImmediate === undefined || clearImmediate === undefined) {
    callback();
    return () => undefined;
  }
  const handle = setImmediate(callback);
  return () => clearImmediate(handle);
};
