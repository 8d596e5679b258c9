import { afterTurn } from '../../../lib/models/stream/read-body.ts';
import { nextTurn } from '../../support/process.ts';

describe('after this turn of the event loop', () => {
  it('is not now, nor after its promises, but with the next turn', async () => {
    const called = jest.fn();
    afterTurn(called);
    await Promise.resolve();
    expect(called).not.toHaveBeenCalled();
    await nextTurn();
    expect(called).toHaveBeenCalledTimes(1);
  });

  it('can be called off', async () => {
    const called = jest.fn();
    afterTurn(called)();
    await nextTurn();
    expect(called).not.toHaveBeenCalled();
  });

  it.each(['setImmediate', 'clearImmediate'] as const)('is now where there is no %s, as in browsers', (name) => {
    const called = jest.fn();
    const own = globalThis[name];
    Object.assign(globalThis, { [name]: undefined });
    const callOff = afterTurn(called);
    Object.assign(globalThis, { [name]: own });
    expect(called).toHaveBeenCalledTimes(1);
    expect(callOff).not.toThrow();
  });
});
