import { parseArgs } from 'node:util';
import { BOUND, CONTESTANTS, isPeer } from './contestants.ts';
import { scenarios } from './scenarios.ts';

export interface BenchOptions {
  readonly isShort: boolean;
  readonly rounds: number;
  readonly scenarios: readonly string[];
  readonly contestants: readonly string[];
  /** Factor of the warm-up of each scenario. Default: 1. */
  readonly warmUp: number;
  /** Path for the figures as JSON. Default: they are not written. */
  readonly json: string | undefined;
}

export const USAGE = `npm run bench -- [options]

  --scenarios a,b      of ${scenarios(false)
    .map(({ name }) => name)
    .join(', ')}; also import, size, wires, introspect. Default: all
  --contestants x,y    of ${CONTESTANTS.map(({ name }) => name).join(', ')}. Default: all but the peers
  --peers              the peers as well; installs them into node_modules/.bench
  --rounds n           default 5
  --warm-up n          n times the runs before those that are measured, 0 for none. Default 1
  --json file          writes every figure
  --short              a smoke test: little of everything, the answers are checked, the figures mean nothing`;

/** Scenarios that need no server. */
export const STATIC = ['import', 'size', 'wires', 'introspect'] as const;

/** Parses the command line. @throws an `Error` that says what is wrong with it */
export const parseOptions = (input: readonly string[]): BenchOptions => {
  const { values } = parseArgs({
    args: [...input],
    options: {
      scenarios: { type: 'string' },
      contestants: { type: 'string' },
      rounds: { type: 'string' },
      'warm-up': { type: 'string' },
      json: { type: 'string' },
      short: { type: 'boolean', default: false },
      peers: { type: 'boolean', default: false },
    },
  });
  const names = CONTESTANTS.map(({ name }) => name);
  const own = CONTESTANTS.filter((entry) => values.peers || !isPeer(entry)).map(({ name }) => name);
  const contestants = listOf('--contestants', values.contestants, names) ?? own;
  return {
    isShort: values.short,
    rounds: countOf('--rounds', values.rounds) ?? (values.short ? 1 : 5),
    scenarios:
      listOf('--scenarios', values.scenarios, [...scenarios(false).map(({ name }) => name), ...STATIC]) ?? everything(),
    // The bound always takes part, because all figures are ratios to it.
    contestants: names.filter((name) => name === BOUND || contestants.includes(name)),
    warmUp: timesOf('--warm-up', values['warm-up']) ?? 1,
    json: values.json,
  };
};

const everything = (): readonly string[] => [...scenarios(false).map(({ name }) => name), ...STATIC];

const listOf = (option: string, value: string | undefined, known: readonly string[]): readonly string[] | undefined => {
  const names = value?.split(',').map((name) => name.trim());
  const unknown = names?.find((name) => !known.includes(name));
  if (unknown !== undefined) throw new Error(`${option}: there is no "${unknown}", only: ${known.join(', ')}.`);
  return names;
};

const timesOf = (option: string, value: string | undefined): number | undefined => {
  if (value === undefined) return undefined;
  const times = value.trim() === '' ? NaN : Number(value);
  if (!(times >= 0 && times < Infinity)) throw new Error(`${option} is "${value}": it must be a number from 0 up.`);
  return times;
};

const countOf = (option: string, value: string | undefined): number | undefined => {
  if (value === undefined) return undefined;
  const count = Number(value);
  if (!Number.isSafeInteger(count) || count < 1)
    throw new Error(`${option} is "${value}": it must be a whole number from 1 up.`);
  return count;
};
