import { newCallId } from '../../messages/message.ts';
import { textOf } from '../../util/text-of.ts';
import { type KeptPart, keptParts, optionsOf } from './kept-parts.ts';
import type { Json } from './language-model.ts';

/** A text, a piece of reasoning or a call, while it arrives. */
export interface Block {
  readonly type: 'text' | 'reasoning' | 'call';
  /** Id of a call in the message; `''` for other blocks. */
  readonly id: string;
  /** Place of a call among those of the message, from 0; -1 for other blocks. */
  readonly index: number;
  /** The text so far: of a call, its arguments. */
  text: string;
  /** True once a chunk told of the block. */
  isTold: boolean;
  /** The latest `providerMetadata`, which goes back as `providerOptions`. */
  metadata: unknown;
}

/** The blocks of one answer, in the order in which they begin. */
export interface Blocks {
  /** Returns the block of a part, which begins with the part where it is not known. */
  readonly of: (type: Block['type'], part: Json) => Block;
  /** Adds a part that no message can hold, in its place. */
  readonly add: (part: KeptPart) => void;
  /** Returns the field of the answer that holds its parts; `undefined` where the message alone says as much. */
  readonly kept: () => string | undefined;
}

/** Returns the blocks of an answer that begins. */
export const newBlocks = (): Blocks => {
  const open = { text: new Map<string, Block>(), reasoning: new Map<string, Block>(), call: new Map<string, Block>() };
  const parts: (Block | { readonly part: KeptPart })[] = [];
  let calls = 0;
  const begin = (type: Block['type'], given: string): Block => {
    const [id, index] = type === 'call' ? [given || newCallId(), calls++] : ['', -1];
    const block: Block = { type, id, index, text: '', isTold: false, metadata: undefined };
    parts.push(block);
    // A call without an id is never found again, so that two of them stay apart.
    if (type !== 'call' || given !== '') open[type].set(given, block);
    return block;
  };
  return {
    of(type, part) {
      const id = textOf(type === 'call' ? (part['toolCallId'] ?? part['id']) : part['id']);
      const isStart = String(part['type']).endsWith('-start');
      const block = (isStart ? undefined : open[type].get(id)) ?? begin(type, id);
      block.metadata = part['providerMetadata'] ?? block.metadata;
      return block;
    },
    add: (part) => void parts.push({ part }),
    kept: () => keptParts(parts.map((each) => ('part' in each ? each.part : toKept(each)))),
  };
};

const toKept = ({ type, id, text, metadata }: Block): KeptPart => ({
  type,
  ...(type === 'call' && { id }),
  ...(type === 'text' && { length: text.length }),
  ...(type === 'reasoning' && { text }),
  ...optionsOf({ providerMetadata: metadata }),
});
