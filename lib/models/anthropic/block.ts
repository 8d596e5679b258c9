/** A block of content, as the Messages API has it in requests and answers. */
export interface Block {
  /** Kind of the block, such as `text`, `thinking` or `tool_use`. */
  readonly type: string;
  readonly [property: string]: unknown;
}

/** Returns a text as a block, or no block for a blank text, which the API refuses. */
export const textBlocks = (text: string): readonly Block[] => (text.trim() === '' ? [] : [{ type: 'text', text }]);
