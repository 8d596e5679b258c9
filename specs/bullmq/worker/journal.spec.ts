import type { Queue } from 'bullmq';
import { journal } from '../../../lib/bullmq/worker/journal.ts';
import { runKeys } from '../../../lib/bullmq/redis/keys.ts';
import { rest } from '../../support/process.ts';

const options = { token: 't', attemptId: 'a', ttl: 1000, keptFor: 1000, maxBytes: 1000, stored: 0 };
const answer = { response: { messages: [], agent: { name: 'Ada' }, contextVariables: {} } };

describe('journal()', () => {
  /** What Redis says to one write after another. */
  const journalOver = (...answers: (() => Promise<unknown>)[]) => {
    const runCommand = jest.fn(() => (answers.shift() ?? (() => Promise.resolve('written')))());
    const client = Promise.resolve({ runCommand, defineCommand: () => undefined });
    const queue = { toKey: (name: string) => name, getBackend: () => ({ client }) } as unknown as Queue;
    return { runCommand, written: journal(queue, runKeys(queue, 'run'), options) };
  };

  it('writes nothing after a failed write, and starts no timer', async () => {
    const { written, runCommand } = journalOver(() => Promise.reject(new Error('Connection is closed.')));
    const stopped = jest.fn();
    written.stopped$.subscribe({ next: stopped, error: () => undefined });
    written.add({ content: 'lost' });
    await rest(5);
    expect(stopped.mock.calls).toEqual([
      [{ kind: 'broken', error: expect.objectContaining({ type: 'network' }) as unknown }],
    ]);
    written.add({ content: 'kept' });
    await expect(written.end(answer)).rejects.toMatchObject({
      type: 'network',
      message: 'Redis failed: Connection is closed.',
    });
    const timers = jest.spyOn(globalThis, 'setTimeout');
    written.add({ content: 'late' });
    await rest(20);
    expect(timers.mock.calls).toEqual([[expect.any(Function), 20]]);
    timers.mockRestore();
    expect(runCommand).toHaveBeenCalledTimes(1);
  });

  it('writes the end of a run whose events are too many', async () => {
    const { written, runCommand } = journalOver(() => Promise.resolve('full'));
    written.add({ content: 'too much' });
    await rest(5);
    await written.end(answer);
    expect(runCommand).toHaveBeenCalledTimes(2);
  });
});
