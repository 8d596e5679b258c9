import { parseArgs } from 'node:util';

export type FlagKinds<N extends string> = Readonly<Record<N, 'boolean' | 'string'>>;

/** What a command line says. */
export interface Flags<N extends string> {
  /** The flags that were given, with their values; '' for those that take none. */
  readonly given: ReadonlyMap<N, string>;
  /** What stands beside the flags. */
  readonly rest: readonly string[];
}

/** Reads flags, strictly. @throws one sentence about the first that is unknown, or has a value too many or too few. */
export const readFlags = <N extends string>(
  kinds: FlagKinds<N>,
  line: readonly string[] = process.argv.slice(2),
): Flags<N> => {
  const names = Object.keys(kinds) as N[];
  const options = Object.fromEntries(names.map((name) => [name, { type: kinds[name] }]));
  const { tokens, positionals } = parseArgs({ args: [...line], options, strict: false, tokens: true });
  const given = tokens
    .filter((token) => token.kind === 'option')
    .map(({ name, rawName, value }): [N, string] => [checked(name, rawName, value, kinds), value ?? '']);
  return { given: new Map(given), rest: positionals };
};

const checked = <N extends string>(name: string, raw: string, value: string | undefined, kinds: FlagKinds<N>): N => {
  const names = Object.keys(kinds) as N[];
  const known = names.find((candidate) => candidate === name);
  if (known === undefined)
    throw new Error(`There is no ${raw}; there is ${names.map((flag) => `--${flag}`).join(', ')}.`);
  if (kinds[known] === 'boolean' && value !== undefined) throw new Error(`--${known} takes no value.`);
  if (kinds[known] === 'string' && (value ?? '') === '') throw new Error(`--${known} needs a value.`);
  return known;
};

/** For commands that take flags only. */
export const withoutRest = <N extends string>(flags: Flags<N>): Flags<N> => {
  if (flags.rest.length > 0) throw new Error(`${String(flags.rest[0])} means nothing here: only flags are understood.`);
  return flags;
};

/** The whole number that a flag was given, from 1 up. @throws one sentence where it is none. */
export const countOf = (flag: string, given: ReadonlyMap<string, string>, otherwise: number): number => {
  const text = given.get(flag) ?? String(otherwise);
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new Error(`--${flag} must be a whole number from 1 up, not ${text}.`);
  return Number(text);
};
