import { isRecord } from '../../util/is-record.ts';
import { type Block, textBlocks } from './block.ts';

/**
 * The field of an answer that holds its blocks in their order: thoughts as they came, texts by their length, and calls. It is
 * there only for answers that have thoughts or other blocks of the server's own. Thoughts must come back unmodified and in
 * their order, else the server answers 400 (`ThinkingBlockParam` of `@anthropic-ai/sdk` 1.14.0, read 2026-12-01).
 */
export const LAYOUT = 'anthropic_blocks';

/** The field of an answer with thoughts that tells under which instructions and functions they came, see `settingOf`. */
export const SETTING = 'anthropic_setting';

/** Returns the layout of an answer. Thoughts of another `setting` are left out; default: none are. */
export const layoutOf = (message: object, setting: string | undefined): readonly Block[] => {
  const { [LAYOUT]: layout, [SETTING]: own } = message as Readonly<Record<string, unknown>>;
  const blocks = Array.isArray(layout) ? layout.filter(isBlock) : [];
  return setting === undefined || setting === own ? blocks : blocks.filter((block) => !isThought(block));
};

const isBlock = (item: unknown): item is Block => isRecord(item) && typeof item['type'] === 'string';

/** Returns the blocks of an answer in the order in which they came. Without a layout the text stands before the calls. */
export const arranged = (layout: readonly Block[], text: string, calls: readonly Block[]): readonly Block[] => {
  let place = 0;
  let called = 0;
  const blocks = layout.flatMap((item) => {
    if (item.type === 'text') return textBlocks(text.slice(place, (place += Number(item['length']))));
    return item.type === 'tool_use' ? calls.slice(called, ++called) : [item];
  });
  // A text that was changed is one block.
  if (place !== text.length) return [...layout.filter(isOpaque), ...textBlocks(text), ...calls];
  return [...blocks, ...calls.slice(called)];
};

/** Returns true for a thought, which the server may have encrypted. */
export const isThought = ({ type }: Block): boolean => type.endsWith('thinking');

/** Returns true for a block that only its server can read. */
export const isOpaque = ({ type }: Block): boolean => type !== 'text' && type !== 'tool_use';
