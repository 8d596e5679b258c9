import { usageError } from '../../agent/errors.ts';
import type { ContentPart, Message } from '../../messages/types.ts';
import { isRecord } from '../../util/is-record.ts';
import { shorten } from '../../util/stringify.ts';
import { type Block, textBlocks } from './block.ts';

type Content = Message['content'];

/**
 * Returns content as blocks, without blank texts.
 *
 * @throws SwarmError `usage` for a part that the API does not take, such as sound.
 */
export const toBlocks = (content: Content): readonly Block[] =>
  typeof content === 'string' ? textBlocks(content) : (content ?? []).flatMap(toBlock);

/** Returns the text of content. */
export const plainText = (content: Content): string =>
  typeof content === 'string' ? content : (content ?? []).map(textIn).join('');

const textIn = ({ text, refusal }: ContentPart): string =>
  [text, refusal].find((each) => typeof each === 'string') ?? '';

const toBlock = (part: ContentPart): readonly Block[] => {
  switch (part.type) {
    case 'text':
    case 'refusal':
      return textBlocks(textIn(part));
    case 'image_url':
      return [{ type: 'image', source: sourceOf(isRecord(part['image_url']) ? part['image_url']['url'] : undefined) }];
    case 'file':
      return [document(isRecord(part['file']) ? part['file'] : {})];
    // Blocks of the API's own.
    case 'image':
    case 'document':
    case 'search_result':
      return [part];
    default:
      throw usageError(
        `Anthropic's API takes no part of the type "${shorten(part.type, 80)}": it takes text, image_url and file.`,
      );
  }
};

const document = ({ file_data: data, file_id: id, filename }: Readonly<Record<string, unknown>>): Block => ({
  type: 'document',
  source: typeof id === 'string' ? { type: 'file', file_id: id } : sourceOf(data),
  ...(typeof filename === 'string' && { title: filename }),
});

const DATA = /^data:([^;,]*)[^,]*;base64,/;

/** Data stands in the address itself; any other address is fetched by the server. */
const sourceOf = (address: unknown): object => {
  if (typeof address !== 'string') throw usageError('An image or a file has no data and no address.');
  const [head, type] = DATA.exec(address.slice(0, 200)) ?? [];
  return head === undefined
    ? { type: 'url', url: address }
    : { type: 'base64', media_type: type, data: address.slice(head.length) };
};
