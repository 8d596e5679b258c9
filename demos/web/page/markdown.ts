import { inlineOf, type Inline } from './inline.ts';

/** A block of Markdown. */
export type Block = Content & {
  /** Offset of the chunk that the block stands in: text after the last blank line before it. */
  readonly chunk: number;
};

export type Content =
  | { readonly kind: 'paragraph'; readonly pieces: readonly Inline[] }
  | { readonly kind: 'heading'; readonly level: number; readonly pieces: readonly Inline[] }
  | { readonly kind: 'code'; readonly language: string; readonly text: string }
  | { readonly kind: 'list'; readonly items: readonly Item[] }
  | { readonly kind: 'table'; readonly head: Row; readonly rows: readonly Row[] };

export interface Item {
  /** Number of the item; absent in a list without numbers. */
  readonly number?: number;
  /** How far the item is indented: 0, 1 or 2. */
  readonly depth: number;
  readonly pieces: readonly Inline[];
}

/** Cells of a row. */
export type Row = readonly (readonly Inline[])[];

/**
 * Reads the Markdown that models write: paragraphs, headings, lists, tables and code. A blank line ends every block except code.
 * All other text stays text, HTML as well.
 */
export const blocksOf = (text: string): readonly Block[] => blocksFrom(text, 0);

/** Returns the blocks of a text that has grown, and how many are the same as before. Reads the last chunk only. */
export const growBlocks = (before: readonly Block[], text: string): { blocks: readonly Block[]; same: number } => {
  const chunk = before.at(-1)?.chunk ?? 0;
  const kept = before.filter((block) => block.chunk < chunk);
  return { blocks: [...kept, ...blocksFrom(text, chunk)], same: kept.length };
};

const blocksFrom = (text: string, begin: number): readonly Block[] => {
  const lines = text.slice(begin).split('\n');
  const blocks: Block[] = [];
  let [place, offset, chunk] = [0, begin, begin];
  while (place < lines.length) {
    const [content, next] = isBlank(lines[place]) ? [undefined, place + 1] : blockAt(lines, place);
    if (content !== undefined) blocks.push({ ...content, chunk });
    for (; place < next; place++) offset += (lines[place]?.length ?? 0) + 1;
    if (content === undefined) chunk = offset;
  }
  return blocks;
};

/** A block, and the place of the line after it. */
type Found = readonly [Content, number];

const FENCE = /^\s*(`{3,}|~{3,})\s*([\w+#.-]*)/;
const HEADING = /^ {0,3}(#{1,6})[ \t]+(.*)$/;
const ITEM = /^(\s*)(?:[-*+]|(\d{1,9})[.)])[ \t]+(.*)$/;

const isBlank = (line = ''): boolean => line.trim() === '';

const blockAt = (lines: readonly string[], place: number): Found => {
  const line = lines[place] ?? '';
  const [, fence, language = ''] = FENCE.exec(line) ?? [];
  if (fence !== undefined) return codeAt(lines, place, fence, language);
  const [, hashes, title = ''] = HEADING.exec(line) ?? [];
  if (hashes !== undefined)
    return [{ kind: 'heading', level: hashes.length, pieces: inlineOf(title.trim()) }, place + 1];
  if (ITEM.test(line)) return listAt(lines, place);
  return isTable(lines, place) ? tableAt(lines, place) : paragraphAt(lines, place);
};

/** Returns the place of the first line from `place` on that matches, or the end. */
const firstFrom = (lines: readonly string[], place: number, matches: (at: number) => boolean): number => {
  let at = place;
  while (at < lines.length && !matches(at)) at++;
  return at;
};

/** Code whose end has not arrived reaches to the end of the text. */
const codeAt = (lines: readonly string[], place: number, fence: string, language: string): Found => {
  const end = firstFrom(lines, place + 1, (at) => {
    const line = lines[at]?.trim() ?? '';
    return line.startsWith(fence) && line.replaceAll(fence.charAt(0), '') === '';
  });
  return [{ kind: 'code', language, text: lines.slice(place + 1, end).join('\n') }, end + 1];
};

const startsBlock = (lines: readonly string[], at: number): boolean => {
  const line = lines[at] ?? '';
  return isBlank(line) || FENCE.test(line) || HEADING.test(line) || ITEM.test(line) || isTable(lines, at);
};

const paragraphAt = (lines: readonly string[], place: number): Found => {
  const end = firstFrom(lines, place + 1, (at) => startsBlock(lines, at));
  return [{ kind: 'paragraph', pieces: inlineOf(lines.slice(place, end).join('\n')) }, end];
};

const listAt = (lines: readonly string[], place: number): Found => {
  const items: Item[] = [];
  let at = place;
  for (let item = ITEM.exec(lines[at] ?? ''); item !== null; item = ITEM.exec(lines[at] ?? '')) {
    const [, indent = '', number, first = ''] = item;
    const end = firstFrom(lines, at + 1, (next) => startsBlock(lines, next));
    const rest = lines.slice(at + 1, end).map((line) => line.trim());
    const depth = Math.min(2, Math.floor(indent.replaceAll('\t', '    ').length / 2));
    items.push({ ...(number && { number: Number(number) }), depth, pieces: inlineOf([first, ...rest].join('\n')) });
    at = end;
  }
  return [{ kind: 'list', items }, at];
};

const isTable = (lines: readonly string[], at: number): boolean => {
  const [head = '', rule = ''] = lines.slice(at, at + 2);
  if (!head.includes('|') || !rule.includes('-')) return false;
  const rules = cellsOf(rule);
  return rules.every((cell) => /^:?-+:?$/.test(cell.trim())) && cellsOf(head).length === rules.length;
};

const tableAt = (lines: readonly string[], place: number): Found => {
  const end = firstFrom(lines, place + 2, (at) => isBlank(lines[at]) || !(lines[at] ?? '').includes('|'));
  const head = rowOf(lines[place] ?? '');
  const rows = lines.slice(place + 2, end).map((line) => rowOf(line).slice(0, head.length));
  return [{ kind: 'table', head, rows }, end];
};

const rowOf = (line: string): Row => cellsOf(line).map((cell) => inlineOf(cell.trim()));

const cellsOf = (line: string): readonly string[] => {
  const text = line.trim();
  return text.slice(text.startsWith('|') ? 1 : 0, text.endsWith('|') && text.length > 1 ? -1 : undefined).split('|');
};
