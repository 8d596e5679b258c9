/** A piece of a line of Markdown: text, or text in a style. */
export type Inline =
  | string
  | { readonly kind: 'strong' | 'em'; readonly children: readonly Inline[] }
  | { readonly kind: 'code'; readonly text: string }
  | { readonly kind: 'link'; readonly href: string; readonly children: readonly Inline[] };

/** Reads bold, italic, inline code, links and bare addresses, in linear time. All else, HTML included, is text. */
export const inlineOf = (text: string, depth = 0): readonly Inline[] => {
  const pieces: Inline[] = [];
  const reader = { text, depth, absent: new Set<string>() };
  const mark = new RegExp(MARK);
  let end = 0;
  for (let found = mark.exec(text); found !== null; found = mark.exec(text)) {
    const read = readAt(found.index, found[0], reader);
    if (read === undefined) continue;
    if (found.index > end) pieces.push(text.slice(end, found.index));
    pieces.push(read.piece);
    end = mark.lastIndex = read.end;
  }
  return end < text.length ? [...pieces, text.slice(end)] : pieces;
};

interface Reader {
  readonly text: string;
  readonly depth: number;
  /** Marks that do not occur any more: each is searched for in vain once, which keeps the time linear. */
  readonly absent: Set<string>;
}

interface Read {
  readonly piece: Inline;
  readonly end: number;
}

const MARK = /\\[!-/:-@[-`{-~]|`{1,2}|\*\*|__|[*_]|!?\[|https?:\/\//g;
const LINK = /!?\[([^[\]\n]*)\]\(([^()\s]*(?:\([^()\s]*\)[^()\s]*)?)(?:[ \t]+"[^"\n]*")?\)/y;
const ADDRESS = /https?:\/\/[^\s<>"'`*[\]()|]+/y;

/** Depth of styles within styles. Deeper marks stay text. */
const DEEPEST = 4;

const readAt = (start: number, mark: string, reader: Reader): Read | undefined => {
  if (mark.startsWith('\\')) return { piece: mark.slice(1), end: start + 2 };
  if (mark.endsWith('[')) return readLink(start, reader);
  if (mark.startsWith('http')) return readAddress(start, reader);
  return mark.startsWith('`') ? readCode(start, mark, reader) : readStyle(start, mark, reader);
};

const readCode = (start: number, mark: string, reader: Reader): Read | undefined => {
  const begin = start + mark.length;
  const close = closing(mark, begin, reader);
  if (close === undefined) return undefined;
  return { piece: { kind: 'code', text: reader.text.slice(begin, close) }, end: close + mark.length };
};

const readStyle = (start: number, mark: string, reader: Reader): Read | undefined => {
  const { text, depth } = reader;
  const begin = start + mark.length;
  const first = closing(mark, begin, reader);
  if (first === undefined || depth >= DEEPEST) return undefined;
  // Of three stars in a row the last two close bold text.
  const close = mark === '**' && text[first + 2] === '*' ? first + 1 : first;
  const end = close + mark.length;
  const inside = text.slice(begin, close);
  const isInWord = mark.startsWith('_') && (isWord(text[start - 1]) || isWord(text[end]));
  if (inside.trim() !== inside || inside === '' || isInWord || (mark === '*' && text[end] === '*')) return undefined;
  return { piece: { kind: mark.length === 2 ? 'strong' : 'em', children: inlineOf(inside, depth + 1) }, end };
};

const closing = (mark: string, begin: number, { text, absent }: Reader): number | undefined => {
  if (absent.has(mark)) return undefined;
  const close = text.indexOf(mark, begin);
  if (close < 0) absent.add(mark);
  return close < 0 ? undefined : close;
};

const isWord = (character = ''): boolean => /[\p{L}\p{N}_]/u.test(character);

const readLink = (start: number, { text, depth }: Reader): Read | undefined => {
  const [whole = '', words = '', address = ''] = matchAt(LINK, start, text) ?? [];
  const href = safeHref(address);
  if (href === undefined || depth >= DEEPEST) return undefined;
  // Links do not stand within links: their words are read as deepest.
  const children = words === '' ? [address] : inlineOf(words, DEEPEST);
  return { piece: { kind: 'link', href, children }, end: start + whole.length };
};

/** An address that is not safe is read as text in one step, because its end is not looked for again. */
const readAddress = (start: number, { text, depth }: Reader): Read | undefined => {
  const found = matchAt(ADDRESS, start, text)?.[0];
  if (found === undefined) return undefined;
  const address = withoutPunctuation(found);
  const href = depth < DEEPEST ? safeHref(address) : undefined;
  const piece: Inline = href === undefined ? address : { kind: 'link', href, children: [address] };
  return { piece, end: start + address.length };
};

/** Removes the punctuation of the sentence around an address. */
const withoutPunctuation = (address: string): string => {
  let end = address.length;
  while ('.,;:!?'.includes(address.charAt(end - 1)) && end > 0) end--;
  return address.slice(0, end);
};

/** Matches a sticky pattern at a place. */
const matchAt = (pattern: RegExp, start: number, text: string): RegExpExecArray | null => {
  pattern.lastIndex = start;
  return pattern.exec(text);
};

const SCHEMES: ReadonlySet<string> = new Set(['http:', 'https:', 'mailto:']);

/** Returns an address that a page may open, or `undefined`: no scripts, no paths of this page, no user names that pose as hosts. */
export const safeHref = (address: string): string | undefined => {
  if (!URL.canParse(address)) return undefined;
  const { protocol, username, password, href } = new URL(address);
  return SCHEMES.has(protocol) && username + password === '' ? href : undefined;
};
