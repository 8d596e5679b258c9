import { readOptions } from '../../../demos/evals/options.ts';

const read = (...line: readonly string[]) => readOptions(['triage', 'weather'], line);

describe('the options of the evals', () => {
  it('have defaults for an empty command line', () => {
    expect(read()).toEqual({ suites: ['triage', 'weather'], iterations: 3, concurrency: 4, results: undefined });
  });

  it('are read from the command line', () => {
    expect(read('weather', '--iterations', '10', '--concurrency=2', '--results', 'a.json')).toEqual({
      ...{ suites: ['weather'], iterations: 10, concurrency: 2, results: 'a.json' },
    });
  });

  it.each([
    [['--iterations', '0'], '--iterations must be a whole number from 1 to 999999, not 0.'],
    [['--concurrency', 'many'], '--concurrency must be a whole number from 1 to 999999, not many.'],
    [['hotel'], 'Unknown cases hotel: use triage, weather.'],
    [['--verbose'], 'Unknown flag --verbose: use --iterations, --concurrency, --results.'],
  ])('refuse %j', (line, sentence) => {
    expect(() => read(...line)).toThrow(sentence);
  });
});
