import { isDeeperThan } from '../../lib/util/json-depth.ts';

describe('isDeeperThan', () => {
  it.each<[string, number, boolean]>([
    ['1', 0, false],
    ['[]', 0, true],
    ['[[]]', 1, true],
    ['[[]]', 2, false],
    ['[[],[],[]]', 2, false],
    ['{"a":{"b":[1]}}', 2, true],
    ['{"a":{"b":[1]}}', 3, false],
    ['"[[[["', 0, false],
    ['["\\"[[[["]', 1, false],
    ['["\\\\",[[]]]', 2, true],
    [']]]][', 1, false],
  ])('%s with limit %d: %p', (text, limit, expected) => {
    expect(isDeeperThan(text, limit)).toBe(expected);
  });
});
