import { readFlags, withoutRest } from '../../demos/flags.ts';

const read = (...line: readonly string[]) => readFlags({ fast: 'boolean', results: 'string' }, line);

describe('readFlags', () => {
  it('reads flags, values and the rest', () => {
    const { given, rest } = read('--fast', 'one', '--results', 'a.json', 'two');

    expect([...given]).toEqual([
      ['fast', ''],
      ['results', 'a.json'],
    ]);
    expect(rest).toEqual(['one', 'two']);
  });

  it.each([
    ['--slow', 'There is no --slow; there is --fast, --results.'],
    ['-x', 'There is no -x; there is --fast, --results.'],
    ['--fast=yes', '--fast takes no value.'],
    ['--results', '--results needs a value.'],
    ['--results=', '--results needs a value.'],
  ])('refuses %s', (flag, sentence) => {
    expect(() => read(flag)).toThrow(sentence);
  });

  it('refuses what is no flag where there are only flags', () => {
    expect(() => withoutRest(read('now'))).toThrow('now means nothing here: only flags are understood.');
  });
});
