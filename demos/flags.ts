import { parseArgs } from 'node:util';

export type FlagKinds<N extends string> = Readonly<Record<N, 'boolean' | 'string'>>;

/** A parsed command line. */
export interface Flags<N extends string> {
  /** The given flags with their values; `''` for flags that take no value. */
  readonly given: ReadonlyMap<N, string>;
  /** Arguments that are not flags. */
  readonly rest: readonly string[];
}

/**
 * Reads flags strictly.
 * @throws Error about the first flag that is unknown, lacks its value, or has one too many.
 */
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
  if (known === undefined) throw new Error(`Unknown flag ${raw}: use ${names.map((flag) => `--${flag}`).join(', ')}.`);
  if (kinds[known] === 'boolean' && value !== undefined) throw new Error(`--${known} takes no value.`);
  if (kinds[known] === 'string' && (value ?? '') === '') throw new Error(`--${known} needs a value.`);
  return known;
};

/** Refuses arguments that are not flags, for commands that take none. */
export const withoutRest = <N extends string>(flags: Flags<N>): Flags<N> => {
  if (flags.rest.length > 0)
    throw new Error(`Unexpected argument ${String(flags.rest[0])}: this command takes flags only.`);
  return flags;
};

/**
 * Returns the whole number of a flag, from 1 up.
 * @throws Error when the value is not a whole number.
 */
export const countOf = (flag: string, given: ReadonlyMap<string, string>, otherwise: number): number => {
  const text = given.get(flag) ?? String(otherwise);
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new Error(`--${flag} must be a whole number from 1 up, not ${text}.`);
  return Number(text);
};
