import { BOUND, CONTESTANTS, isPeer } from '../scripts/bench/contestants.ts';
import { parseOptions } from '../scripts/bench/options.ts';
import { topOf } from '../scripts/bench/profile-top.ts';
import { scenarioTable } from '../scripts/bench/report.ts';
import { scenarios, textOf } from '../scripts/bench/scenarios.ts';
import { median, quantile } from '../scripts/bench/statistics.ts';
import { figure, table } from '../scripts/bench/table.ts';
import type { Figures } from '../scripts/bench/worker.ts';

describe('the median', () => {
  it('is the value in the middle, or between the two there', () => {
    expect(median([3, 1, 2])).toBe(2);
    expect(median([4, 1, 3, 2])).toBe(2.5);
    expect(median([7])).toBe(7);
    expect(median([])).toBeNaN();
  });

  it('is the quantile of 0.5', () => {
    expect(quantile([0, 10, 20, 30, 40], 0.95)).toBeCloseTo(38);
    expect(quantile([5, 1], 0)).toBe(1);
    expect(quantile([5, 1], 1)).toBe(5);
  });
});

describe('a table', () => {
  it('aligns names to the left and figures to the right', () => {
    const rows = [
      ['fetch', '1.00'],
      ['a longer name', '12.3'],
    ];
    expect(table(['', 'steady'], rows).split('\n')).toEqual([
      '|               | steady |',
      '|---------------|-------:|',
      '| fetch         |   1.00 |',
      '| a longer name |   12.3 |',
    ]);
  });

  it('shows three digits, and a dash for nothing', () => {
    expect([1.234, 12.34, 123.4, 99.6, 0.004, NaN, undefined].map(figure)).toEqual([
      ...['1.23', '12.3', '123', '100', '0.00', '–', '–'],
    ]);
  });

  it('divides by the bound round by round', () => {
    const round = (cpu: number): Figures => ({
      ...{ scenario: 'steady', cpu, wall: 0, memory: 0, first: 0, median: 0, p95: 0 },
    });
    // The machine was busy in the second round.
    const measured = new Map([
      [BOUND, [round(10), round(100), round(10)]],
      ['other', [round(20), round(200), round(20)]],
    ]);
    expect(scenarioTable(measured, ['steady'])).toContain('| other       |   2.00 |');
  });
});

describe('the command line', () => {
  it('asks for everything but the peers', () => {
    const { isShort, rounds, contestants, scenarios: chosen, json } = parseOptions([]);
    expect({ isShort, rounds, json }).toEqual({ isShort: false, rounds: 5, json: undefined });
    expect(contestants).toEqual(CONTESTANTS.filter((entry) => !isPeer(entry)).map(({ name }) => name));
    expect(chosen).toEqual([...scenarios(false).map(({ name }) => name), 'import', 'size', 'wires', 'introspect']);
    expect(parseOptions(['--peers']).contestants).toHaveLength(CONTESTANTS.length);
  });

  it('takes some, and always the bound', () => {
    const options = parseOptions([
      '--contestants',
      'undici, openai',
      '--scenarios',
      'steady',
      '--rounds',
      '3',
      '--short',
    ]);
    expect(options).toMatchObject({ isShort: true, rounds: 3, scenarios: ['steady'] });
    expect(options.contestants).toEqual(['undici', BOUND, 'openai']);
  });

  it.each([
    [['--scenarios', 'stedy'], '--scenarios: there is no "stedy", only: steady,'],
    [['--contestants', 'swarm'], '--contestants: there is no "swarm", only: node:http,'],
    [['--rounds', '0'], '--rounds is "0": it must be a whole number from 1 up.'],
    [['--rounds', 'many'], '--rounds is "many"'],
    [['--warm-up=-1'], '--warm-up is "-1": it must be a number from 0 up.'],
    [['--warm-up', ''], '--warm-up is "": it must be a number from 0 up.'],
    [['--warm-up', 'Infinity'], '--warm-up is "Infinity": it must be a number from 0 up.'],
    [['--warm-up', 'long'], '--warm-up is "long": it must be a number from 0 up.'],
    [['--fast'], '--fast'],
  ])('refuses %j', (input, message) => {
    expect(() => parseOptions(input)).toThrow(message);
  });
});

describe('scenarios', () => {
  it('have the same names and turns, long and short', () => {
    const shapes = [true, false].map((isShort) => scenarios(isShort).map(({ name, turns }) => ({ name, turns })));
    expect(shapes[0]).toEqual(shapes[1]);
  });

  it('say something in each turn', () => {
    const scenario = scenarios(false).find(({ name }) => name === '5-turns');
    expect(scenario && textOf(scenario).match(/I will look/g)).toHaveLength(4);
  });
});

describe('the top of a profile', () => {
  it('adds up the time of a function of its own, idle time left out', () => {
    const node = (id: number, functionName: string, url = '') => ({
      id,
      callFrame: { functionName, url, lineNumber: 6 },
    });
    const profile = {
      nodes: [node(1, '(idle)'), node(2, 'parse', 'file:///a/b.js'), node(3, 'parse', 'file:///a/b.js'), node(4, '')],
      samples: [1, 2, 3, 4],
      timeDeltas: [9000, 1000, 2000, 1000],
    };
    expect(topOf(profile, 1)).toEqual([{ name: 'parse b.js:7', share: 0.75, milliseconds: 3 }]);
    expect(topOf(profile, 9)[1]?.name).toBe('(anonymous)');
  });
});
