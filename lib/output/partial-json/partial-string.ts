/** A JSON string that arrives in pieces, without its first quote. */
export interface PartialString {
  /** The text that can be shown. */
  text: string;
  /** The first half of a surrogate pair, until the second comes: text is never shown broken. */
  held: string;
  /** An escape that is not whole yet, from its backslash on. */
  escape: string;
  ended: boolean;
}

export const emptyString = (): PartialString => ({ text: '', held: '', escape: '', ended: false });

/** Reads on from a place in the source. Returns the place after the last letter that it read. */
export const readString = (string: PartialString, source: string, from: number): number => {
  let at = from;
  while (at < source.length && !string.ended) {
    if (string.escape !== '') readEscape(string, source.charAt(at++));
    else at = readPlain(string, source, at);
  }
  return at;
};

const readPlain = (string: PartialString, source: string, from: number): number => {
  const end = endOfPlain(source, from);
  add(string, source.slice(from, end));
  if (source[end] === '\\') string.escape = '\\';
  if (source[end] === '"') finish(string);
  return end + 1;
};

const endOfPlain = (source: string, from: number): number => {
  let end = from;
  while (end < source.length && source[end] !== '"' && source[end] !== '\\') end++;
  return end;
};

const readEscape = (string: PartialString, letter: string): void => {
  string.escape += letter;
  if (string.escape.length < (string.escape[1] === 'u' ? 6 : 2)) return;
  add(string, unescaped(string.escape));
  string.escape = '';
};

const unescaped = (escape: string): string => {
  try {
    return JSON.parse(`"${escape}"`) as string;
  } catch {
    return escape.slice(1);
  }
};

/** Looks at the end of the piece only: looking into the text would copy all of it each time. */
const add = (string: PartialString, piece: string): void => {
  if (piece === '') return;
  const all = string.held + piece;
  const last = all.charCodeAt(all.length - 1);
  const isHalf = last >= 0xd800 && last <= 0xdbff;
  string.text += isHalf ? all.slice(0, -1) : all;
  string.held = isHalf ? all.slice(-1) : '';
};

const finish = (string: PartialString): void => {
  string.text += string.held;
  string.ended = true;
};
