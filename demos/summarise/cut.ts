import { encode } from 'gpt-tokenizer';

export interface Cut {
  readonly text: string;
  /** Tokens of the whole document, and of the kept text. */
  readonly whole: number;
  readonly kept: number;
}

/** Length of the longest token of the tokenizer, in characters. */
const LONGEST = 128;

/** Counts tokens. A document that contains `<|endoftext|>` is counted like any other text. */
const tokensOf = (text: string): number => encode(text, { disallowedSpecial: new Set() }).length;

/** Cuts a text to at most `limit` tokens. */
export const cutTo = (limit: number, text: string): Cut => {
  const whole = tokensOf(text);
  if (whole <= limit) return { text, whole, kept: whole };
  const kept = text.slice(0, lengthFor(limit, text));
  return { text: kept, whole, kept: tokensOf(kept) };
};

/** Finds the cut by bisection, because tokens do not end where letters do: one letter may be several tokens. */
const lengthFor = (limit: number, text: string): number => {
  let [fits, tooLong] = [0, Math.min(text.length, limit * LONGEST) + 1];
  while (tooLong - fits > 1) {
    const middle = (fits + tooLong) >> 1;
    if (tokensOf(text.slice(0, middle)) <= limit) fits = middle;
    else tooLong = middle;
  }
  return endsInHalf(text.slice(0, fits)) ? fits - 1 : fits;
};

/** JavaScript writes some letters as two code units; the cut must not separate them. */
const endsInHalf = (text: string): boolean => /[\uD800-\uDBFF]$/.test(text);
