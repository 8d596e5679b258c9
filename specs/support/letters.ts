/** Splits a text into pieces of one UTF-16 unit, the worst case of a server. */
export const letters = (text: string): readonly string[] =>
  Array.from({ length: text.length }, (_, index) => text.charAt(index));
