import { readFlags } from '../flags.ts';

export interface EvalOptions {
  /** Names of the suites to run. */
  readonly suites: readonly string[];
  /** How often each case is run. Default: 3. */
  readonly iterations: number;
  /** How many runs may be in flight at a time. Default: 4. */
  readonly concurrency: number;
  /** File for the results as JSON. Default: none. */
  readonly results: string | undefined;
}

/**
 * Reads the command line.
 * @throws Error in one sentence about the first mistake.
 */
export const readOptions = (known: readonly string[], line?: readonly string[]): EvalOptions => {
  const { given, rest } = readFlags({ iterations: 'string', concurrency: 'string', results: 'string' }, line);
  const stray = rest.find((name) => !known.includes(name));
  if (stray !== undefined) throw new Error(`Unknown cases ${stray}: use ${known.join(', ')}.`);
  return {
    suites: rest.length > 0 ? rest : known,
    iterations: wholeNumber('--iterations', given.get('iterations') ?? '3'),
    concurrency: wholeNumber('--concurrency', given.get('concurrency') ?? '4'),
    results: given.get('results'),
  };
};

const wholeNumber = (flag: string, text: string): number => {
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new Error(`${flag} must be a whole number from 1 to 999999, not ${text}.`);
  return Number(text);
};
