import { element } from './element.ts';
import type { Inline } from './inline.ts';
import { blocksOf, growBlocks, type Block, type Content, type Item } from './markdown.ts';

/** The blocks that a view shows. */
const shown = new WeakMap<HTMLElement, readonly Block[]>();

/** Shows Markdown as elements: each is made by its name, and each text is a text node. */
export const markdownView = (text: string): HTMLElement => {
  const blocks = blocksOf(text);
  const view = element('div', { class: 'words' }, ...blocks.map(blockView));
  shown.set(view, blocks);
  return view;
};

/** Shows a text that begins with the one shown. Blocks that have ended keep their elements. */
export const growMarkdown = (view: HTMLElement, text: string): void => {
  const { blocks, same } = growBlocks(shown.get(view) ?? [], text);
  while (view.children.length > same) view.lastElementChild?.remove();
  view.append(...blocks.slice(same).map(blockView));
  shown.set(view, blocks);
};

const blockView = (block: Content): HTMLElement => {
  switch (block.kind) {
    case 'paragraph':
      return element('p', { dir: 'auto' }, ...block.pieces.map(inlineView));
    case 'heading':
      return element(HEADINGS[block.level] ?? 'h6', { dir: 'auto' }, ...block.pieces.map(inlineView));
    case 'code':
      return codeView(block);
    case 'list':
      return listView(block.items);
    case 'table':
      return tableView(block);
  }
};

/** Headings stand below that of the message. */
const HEADINGS = [undefined, 'h4', 'h5', 'h6'] as const;

const inlineView = (piece: Inline): Node | string => {
  if (typeof piece === 'string') return piece;
  if (piece.kind === 'code') return element('code', {}, piece.text);
  if (piece.kind !== 'link') return element(piece.kind, {}, ...piece.children.map(inlineView));
  const { href, children } = piece;
  return element('a', { href, title: href, target: '_blank', rel: 'noopener noreferrer' }, ...children.map(inlineView));
};

const codeView = ({ language, text }: Extract<Content, { kind: 'code' }>): HTMLElement =>
  element(
    'div',
    { class: 'code' },
    element(
      'p',
      {},
      element('span', {}, language || 'text'),
      element('button', { type: 'button', class: 'plain', 'data-copy': 'code' }, 'Copy code'),
    ),
    element('pre', { tabindex: 0, dir: 'ltr' }, element('code', {}, text)),
  );

/** Numbers stand in the items, because a list may go on after a blank line. */
const listView = (items: readonly Item[]): HTMLElement =>
  element(
    'ul',
    {},
    ...items.map(({ number, depth, pieces }) =>
      element(
        'li',
        { 'data-depth': depth, 'data-mark': number === undefined ? '•' : `${number}.` },
        element('div', { dir: 'auto' }, ...pieces.map(inlineView)),
      ),
    ),
  );

const tableView = ({ head, rows }: Extract<Content, { kind: 'table' }>): HTMLElement =>
  element(
    'div',
    { class: 'table', tabindex: 0, role: 'group', 'aria-label': 'Table' },
    element(
      'table',
      {},
      element(
        'thead',
        {},
        element('tr', {}, ...head.map((cell) => element('th', { scope: 'col' }, ...cell.map(inlineView)))),
      ),
      element(
        'tbody',
        {},
        ...rows.map((row) => element('tr', {}, ...row.map((cell) => element('td', {}, ...cell.map(inlineView))))),
      ),
    ),
  );
