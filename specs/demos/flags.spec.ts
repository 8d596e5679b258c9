import { readFlags, withoutRest } from '../../demos/flags.ts';

const read = (...line: readonly string[]) => readFlags({ fast: 'boolean', results: 'string' }, line);

describe('readFlags', () => {
  it('returns flags, their values and the other arguments', () => {
    const { given, rest } = read('--fast', 'one', '--results', 'a.json', 'two');

    expect([...given]).toEqual([
      ['fast', ''],
      ['results', 'a.json'],
    ]);
    expect(rest).toEqual(['one', 'two']);
  });

  it.each([
    ['--slow', 'Unknown flag --slow: use --fast, --results.'],
    ['-x', 'Unknown flag -x: use --fast, --results.'],
    ['--fast=yes', '--fast takes no value.'],
    ['--results', '--results needs a value.'],
    ['--results=', '--results needs a value.'],
  ])('refuses %s', (flag, sentence) => {
    expect(() => read(flag)).toThrow(sentence);
  });

  it('withoutRest refuses arguments that are not flags', () => {
    expect(() => withoutRest(read('now'))).toThrow('Unexpected argument now: this command takes flags only.');
  });
});
