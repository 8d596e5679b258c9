import { encode } from 'gpt-tokenizer';

export interface Cut {
  readonly text: string;
  /** How many tokens the whole has, and how many the text. */
  readonly whole: number;
  readonly kept: number;
}

/** The longest token that there is, in characters. */
const LONGEST = 128;

/** A document may well speak of `<|endoftext|>`: there it is text like any other. */
const tokensOf = (text: string): number => encode(text, { disallowedSpecial: new Set() }).length;

/** The beginning of a text, at most so many tokens long, as a tokenizer counts them. */
export const cutTo = (limit: number, text: string): Cut => {
  const whole = tokensOf(text);
  if (whole <= limit) return { text, whole, kept: whole };
  const kept = text.slice(0, lengthFor(limit, text));
  return { text: kept, whole, kept: tokensOf(kept) };
};

/** Searched by halves, since tokens do not end where letters do: one may be several tokens. */
const lengthFor = (limit: number, text: string): number => {
  let [fits, tooLong] = [0, Math.min(text.length, limit * LONGEST) + 1];
  while (tooLong - fits > 1) {
    const middle = (fits + tooLong) >> 1;
    if (tokensOf(text.slice(0, middle)) <= limit) fits = middle;
    else tooLong = middle;
  }
  return endsInHalf(text.slice(0, fits)) ? fits - 1 : fits;
};

/** JavaScript writes some letters as two characters. */
const endsInHalf = (text: string): boolean => /[\uD800-\uDBFF]$/.test(text);
