import { lately } from '../../../lib/bullmq/worker/worker-scope.ts';

describe('what comes again', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  it('is counted since it first came, and forgotten after so many milliseconds', () => {
    const count = lately(100);
    expect([count('a'), count('a')]).toEqual([0, 1]);
    jest.advanceTimersByTime(60);
    expect([count('a'), count('b')]).toEqual([2, 0]);
    jest.advanceTimersByTime(60);
    expect([count('a'), count('b')]).toEqual([0, 1]);
  });
});
