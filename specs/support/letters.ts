/** A text in pieces of one UTF-16 unit, as the worst of servers would send it. */
export const letters = (text: string): readonly string[] =>
  Array.from({ length: text.length }, (_, index) => text.charAt(index));
