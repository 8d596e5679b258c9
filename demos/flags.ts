import { parseArgs } from 'node:util';

/** What a command line was understood as: values by flag, and what stands beside them; or what is wrong with it. */
export type Flags<N extends string> =
  | { readonly values: Readonly<Partial<Record<N, string>>>; readonly on: ReadonlySet<N>; readonly rest: readonly string[] }
  | { readonly problem: string };

export type FlagKinds<N extends string> = Readonly<Record<N, 'boolean' | 'string'>>;

/** Reads flags; the first that is unknown, or wants a value it has not got, makes one sentence. */
export const readFlags = <N extends string>(kinds: FlagKinds<N>, line: readonly string[] = process.argv.slice(2)): Flags<N> => {
  const names = Object.keys(kinds) as N[];
  const options = Object.fromEntries(names.map((name) => [name, { type: kinds[name] }]));
  const { tokens, positionals } = parseArgs({ args: [...line], options, strict: false, tokens: true });
  const values: Partial<Record<N, string>> = {};
  const on = new Set<N>();
  for (const token of tokens) {
    if (token.kind !== 'option') continue;
    const name = names.find((known) => known === token.name);
    if (name === undefined) return { problem: `There is no ${token.rawName}: ${knownFlags(names)}.` };
    if (kinds[name] === 'boolean' && token.value !== undefined) return { problem: `--${name} takes no value.` };
    if (kinds[name] === 'string' && token.value === undefined) return { problem: `--${name} needs a value.` };
    on.add(name);
    if (token.value !== undefined) values[name] = token.value;
  }
  return { values, on, rest: positionals };
};

const knownFlags = (names: readonly string[]): string => `known are ${names.map((name) => `--${name}`).join(', ')}`;
