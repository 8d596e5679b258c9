/** Returns whether a text fits a pattern, in which each `*` stands for any text. Takes the first place of each piece, so no step is undone. */
export const matches = (pattern: string, text: string): boolean => {
  const [first = '', ...others] = pattern.split('*');
  const last = others.pop();
  if (last === undefined) return text === pattern;
  const end = text.length - last.length;
  if (end < first.length || !text.startsWith(first) || !text.endsWith(last)) return false;
  return areWithin(text.slice(first.length, end), others);
};

const areWithin = (text: string, pieces: readonly string[]): boolean => {
  let place = 0;
  return pieces.every((piece) => {
    const found = text.indexOf(piece, place);
    place = found + piece.length;
    return found >= 0;
  });
};
