import { hash, type Cache } from './cache.ts';
import type { Options } from './options.ts';
import { onDisk, type Output } from './outputs.ts';

/** Hashes of the texts that the command last wrote or found up to date, by path. */
type Hashes = Readonly<Record<string, string>>;

/** Tells which outputs are stale. */
export interface Staleness {
  /** Returns the outputs whose files have another text. */
  readonly of: (outputs: readonly Output[]) => readonly Output[];
  /** Remembers that all outputs are up to date. */
  readonly settle: (outputs: readonly Output[]) => void;
}

/**
 * Compares outputs with their files. Results that were written before have the same texts again, and hashing thousands of
 * files is faster than writing their texts.
 */
export const stalenessOf = (
  digest: string | undefined,
  { out, json, strict }: Pick<Options, 'out' | 'json' | 'strict'>,
  cache: Cache,
): Staleness => {
  const key = JSON.stringify(['texts', digest, out, json, strict]);
  const known = digest === undefined ? undefined : (cache.get(key)?.value as Hashes | undefined);
  return {
    of: (outputs) => outputs.filter((output) => isStale(output, known?.[output.path])),
    settle: (outputs) => {
      if (digest !== undefined && !outputs.every(({ path }) => known?.[path] !== undefined))
        cache.set(key, Object.fromEntries(outputs.map(({ path, text }) => [path, hash(text)])));
    },
  };
};

const isStale = (output: Output, known: string | undefined): boolean => {
  const text = onDisk(output.path);
  return text === undefined || (hash(text) !== known && text !== output.text);
};
