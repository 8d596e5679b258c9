import { lockRenewal } from '../../../lib/bullmq/worker/lock-renewal.ts';
import type { InHand } from '../../../lib/bullmq/worker/worker-scope.ts';

describe('lockRenewal()', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  const start = (extendJobLocks: () => Promise<string[]>) => {
    const inHand = new Map<string, InHand>([['a', { token: 't', stop: () => undefined }]]);
    const bull = { extendJobLocks: jest.fn(extendJobLocks) };
    const [lost, reports]: [string[], string[]] = [[], []];
    const subscription = lockRenewal(bull, inHand, 400, (error) => reports.push((error as Error).message)).subscribe({
      next: (id) => lost.push(id),
      error: () => undefined,
    });
    return { bull, inHand, lost, reports, subscription };
  };

  it('renews the locks of the runs in hand four times in lockDuration, and emits those that were lost', async () => {
    const { bull, inHand, lost, reports } = start(() => Promise.resolve(['a']));
    await jest.advanceTimersByTimeAsync(400);
    expect(bull.extendJobLocks.mock.calls).toEqual(Array.from({ length: 4 }, () => [['a'], ['t'], 400]));
    expect([lost, reports]).toEqual([['a', 'a', 'a', 'a'], []]);
    inHand.clear();
    await jest.advanceTimersByTimeAsync(400);
    expect(bull.extendJobLocks).toHaveBeenCalledTimes(4);
  });

  it('goes on after a failure of Redis, and sends no second renewal while the first is under way', async () => {
    const { bull, reports } = start(() => Promise.reject(new Error('Connection is closed.')));
    await jest.advanceTimersByTimeAsync(200);
    expect(reports).toEqual(['Connection is closed.', 'Connection is closed.']);
    bull.extendJobLocks.mockReturnValue(new Promise(() => undefined));
    await jest.advanceTimersByTimeAsync(400);
    expect(bull.extendJobLocks).toHaveBeenCalledTimes(3);
  });

  it('warns when the process stood still for longer than its locks last', async () => {
    const { reports } = start(() => Promise.resolve([]));
    await jest.advanceTimersByTimeAsync(100);
    jest.setSystemTime(Date.now() + 500);
    await jest.advanceTimersByTimeAsync(100);
    expect(reports).toEqual([
      expect.stringMatching(/^The process stood still for 600 ms, longer than its locks last \(400 ms\)/),
    ]);
  });

  it('stops when it is unsubscribed from', async () => {
    const { bull, subscription } = start(() => Promise.resolve([]));
    subscription.unsubscribe();
    await jest.advanceTimersByTimeAsync(1000);
    expect(bull.extendJobLocks).not.toHaveBeenCalled();
  });
});
