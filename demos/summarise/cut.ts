import { decode, encode } from 'gpt-tokenizer';

export interface Cut {
  readonly text: string;
  /** How many tokens the whole has, and how many the text. */
  readonly whole: number;
  readonly kept: number;
}

/** The beginning of a text, at most so many tokens long, as a tokenizer counts them. */
export const cutTo = (limit: number, text: string): Cut => {
  // A document may well speak of `<|endoftext|>`: there it is text like any other.
  const tokens = encode(text, { disallowedSpecial: new Set() });
  if (tokens.length <= limit) return { text, whole: tokens.length, kept: tokens.length };
  // A letter may be several tokens: one that was cut through is left out.
  const kept = decode(tokens.slice(0, limit)).replace(/\uFFFD+$/, '');
  return { text: kept, whole: tokens.length, kept: limit };
};
