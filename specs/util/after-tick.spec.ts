import { afterTick } from '../../lib/util/after-tick.ts';
import { nextTurn } from '../support/process.ts';

describe('afterTick()', () => {
  it('calls back in the next turn of the event loop, not now and not after its promises', async () => {
    const called = jest.fn();
    afterTick(called);
    await Promise.resolve();
    expect(called).not.toHaveBeenCalled();
    await nextTurn();
    expect(called).toHaveBeenCalledTimes(1);
  });

  it('returns a function that calls it off', async () => {
    const called = jest.fn();
    afterTick(called)();
    await nextTurn();
    expect(called).not.toHaveBeenCalled();
  });

  it.each(['setImmediate', 'clearImmediate'] as const)(
    'calls back at once where there is no %s, as in browsers',
    (name) => {
      const called = jest.fn();
      const own = globalThis[name];
      Object.assign(globalThis, { [name]: undefined });
      const callOff = afterTick(called);
      Object.assign(globalThis, { [name]: own });
      expect(called).toHaveBeenCalledTimes(1);
      expect(callOff).not.toThrow();
    },
  );
});
