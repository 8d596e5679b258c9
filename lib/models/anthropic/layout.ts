import { isRecord } from '../../util/is-record.ts';
import { type Block, textBlocks } from './block.ts';

/**
 * The field of an answer that holds its blocks in their order: thoughts as they came, texts by their length, and calls. It is
 * there only for answers that have thoughts or other blocks of the server's own. Thoughts must come back unmodified and in
 * their order, else the server answers 400 (`ThinkingBlockParam` of `@anthropic-ai/sdk` 1.14.0, read 2026-12-01).
 */
export const LAYOUT = 'anthropic_blocks';

/** Returns the layout of an answer; `undefined` for an answer without one. */
export const layoutOf = (message: object): readonly Block[] | undefined => {
  const layout = (message as Readonly<Record<string, unknown>>)[LAYOUT];
  return Array.isArray(layout) ? layout.filter(isRecord).filter(isBlock) : undefined;
};

const isBlock = (item: Readonly<Record<string, unknown>>): item is Block => typeof item['type'] === 'string';

/** Returns the blocks of an answer in the order in which they came. Without a layout the text stands before the calls. */
export const arranged = (layout: readonly Block[], text: string, calls: readonly Block[]): readonly Block[] => {
  const lengths = layout.filter(({ type }) => type === 'text').map(({ length }) => Number(length));
  const isSame = lengths.reduce((sum, length) => sum + length, 0) === text.length;
  // A text that was changed is one block.
  if (!isSame) return [...layout.filter(isOpaque), ...textBlocks(text), ...calls];
  let place = 0;
  let called = 0;
  const blocks = layout.flatMap((item) => {
    if (item.type === 'text') return textBlocks(text.slice(place, (place += Number(item['length']))));
    return item.type === 'tool_use' ? calls.slice(called, ++called) : [item];
  });
  return [...blocks, ...calls.slice(called)];
};

/** Returns true for a block that only its server can read. */
export const isOpaque = ({ type }: Block): boolean => type !== 'text' && type !== 'tool_use';
