import { newCallId } from '../../messages/message.ts';
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
  /** The latest `providerMetadata`, which goes back as `providerOptions`. */
  metadata: unknown;
}

/** The blocks of one answer, in the order in which they begin. */
export interface Blocks {
  /** Returns the block of a part, which begins with the part where it is not known, and whether it began. */
  readonly of: (type: Block['type'], part: Json) => readonly [block: Block, isNew: boolean];
  /** Adds a part that no message can hold, in its place. */
  readonly add: (part: KeptPart) => void;
  /** Returns the field of the answer that holds its parts; `undefined` where the message alone says as much. */
  readonly kept: () => string | undefined;
}

/** Returns the blocks of an answer that begins. */
export const newBlocks = (): Blocks => {
  const open = new Map<string, Block>();
  const parts: (Block | { readonly part: KeptPart })[] = [];
  let calls = 0;
  const begin = (type: Block['type'], id: string): Block => {
    const ofCall = type === 'call' ? { id: id || newCallId(), index: calls++ } : { id: '', index: -1 };
    const block: Block = { type, ...ofCall, text: '', metadata: undefined };
    parts.push(block);
    return block;
  };
  return {
    of(type, part) {
      const given = type === 'call' ? (part['toolCallId'] ?? part['id']) : part['id'];
      const id = typeof given === 'string' ? given : '';
      const key = `${type} ${id}`;
      const known = String(part['type']).endsWith('-start') ? undefined : open.get(key);
      const block = known ?? begin(type, id);
      block.metadata = part['providerMetadata'] ?? block.metadata;
      // A call without an id is never found again, so that two of them stay apart.
      if (type !== 'call' || id !== '') open.set(key, block);
      return [block, known === undefined];
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
