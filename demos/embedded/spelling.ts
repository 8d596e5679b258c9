/** Longest word that is compared. Comparing costs the product of two lengths. */
const LONGEST = 20;
const WORD = /\p{L}{5,}/gu;

/**
 * Replaces misspelled words by the words of a vocabulary that they resemble: "cancle" by "cancel". Words of fewer than
 * five letters stay, because too many words resemble them.
 */
export const mended = (text: string, vocabulary: readonly string[]): string =>
  vocabulary.length === 0 ? text : text.replace(WORD, (word) => resembling(word, vocabulary) ?? word);

const resembling = (word: string, vocabulary: readonly string[]): string | undefined => {
  const written = word.toLowerCase();
  if (written.length > LONGEST || vocabulary.includes(written)) return undefined;
  return vocabulary.find((known) => {
    // The first letter is rarely wrong, and telling "cost" from "lost" needs it.
    if (known.charAt(0) !== written.charAt(0)) return false;
    const allowed = Math.min(known.length, written.length) < 8 ? 1 : 2;
    return Math.abs(known.length - written.length) <= allowed && distance(known, written) <= allowed;
  });
};

/** Counts the letters that were left out, added, replaced, or swapped with their neighbour. */
export const distance = (a: string, b: string): number => {
  let before: readonly number[] = [];
  let row: readonly number[] = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const isSame = a[i - 1] === b[j - 1];
      const isSwapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const replaced = (row[j - 1] ?? 0) + (isSame ? 0 : 1);
      const swapped = isSwapped ? (before[j - 2] ?? 0) + 1 : Infinity;
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, replaced, swapped));
    }
    before = row;
    row = next;
  }
  return row[b.length] ?? 0;
};
