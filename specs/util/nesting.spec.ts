import fc from 'fast-check';
import { isDeeper, isDeeperJson } from '../../lib/util/nesting.ts';

describe('isDeeperJson', () => {
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
    expect(isDeeperJson(text, limit)).toBe(expected);
  });
});

describe('isDeeper', () => {
  it('agrees with isDeeperJson about any JSON value and any limit', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.nat(5), (value, levels) => {
        expect(isDeeper(value, levels)).toBe(isDeeperJson(JSON.stringify(value), levels));
      }),
    );
  });

  it.each([
    [200, false],
    [201, true],
  ])('of a value with %d levels is %p by default', (levels, expected) => {
    const text = '['.repeat(levels) + ']'.repeat(levels);
    expect(isDeeper(JSON.parse(text))).toBe(expected);
    expect(isDeeperJson(text)).toBe(expected);
  });
});
