/** Between the two sides of a gap: at most four words. */
const GAP = String.raw`\s+(?:\S+\s+){0,4}?`;

/**
 * Makes a pattern of phrases, which are separated by `|`. A star ends a stem, as in `refund*`, three dots stand for a few
 * words between, as in `send … back`, and `#` for a number.
 */
export const phrases = (...lists: readonly string[]): RegExp =>
  new RegExp(String.raw`(?<![\p{L}\d])(?:${lists.join('|').split('|').map(pattern).join('|')})(?![\p{L}\d])`, 'iu');

const pattern = (phrase: string): string =>
  phrase
    .trim()
    .split(/\s+/)
    .map(word)
    .join(String.raw`\s+`)
    .replaceAll(String.raw`\s+…\s+`, GAP);

const NUMBER = String.raw`(?:\d+|two|three|four|five|six|ten|a pair of|a few)`;

const word = (text: string): string =>
  text
    .replace(/\*$/, String.raw`\p{L}*`)
    .replaceAll("'", "['’]?")
    .replace(/^#$/, NUMBER);
