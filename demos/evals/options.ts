import { readFlags } from '../flags.ts';

export interface EvalOptions {
  /** The suites to run. */
  readonly suites: readonly string[];
  /** How often each case is run. Default 3. */
  readonly iterations: number;
  /** How many runs are under way at once. Default 4. */
  readonly concurrency: number;
  /** Where the results are written as JSON. Default: nowhere. */
  readonly results: string | undefined;
}

/** @throws one sentence about what is wrong with the command line. */
export const readOptions = (known: readonly string[], line?: readonly string[]): EvalOptions => {
  const { given, rest } = readFlags({ iterations: 'string', concurrency: 'string', results: 'string' }, line);
  const stray = rest.find((name) => !known.includes(name));
  if (stray !== undefined) throw new Error(`There are no cases ${stray}; there are ${known.join(', ')}.`);
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
