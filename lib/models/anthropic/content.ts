import { usageError } from '../../agent/errors.ts';
import type { ContentPart, Message } from '../../messages/types.ts';
import { isRecord } from '../../util/is-record.ts';
import { shorten } from '../../util/stringify.ts';
import { dataIn } from '../normal-form/data-url.ts';
import { plainText } from '../normal-form/plain-text.ts';
import { type Block, textBlocks } from './block.ts';

type Content = Message['content'];

/**
 * Returns content as blocks, without blank texts.
 *
 * @throws SwarmError `usage` for a part that the API does not take, such as sound.
 */
export const toBlocks = (content: Content): readonly Block[] =>
  typeof content === 'string' ? textBlocks(content) : (content ?? []).flatMap(toBlock);

const toBlock = (part: ContentPart): readonly Block[] => {
  switch (part.type) {
    case 'text':
    case 'refusal':
      return textBlocks(plainText([part]));
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

/** Data stands in the address itself; any other address is fetched by the server. */
const sourceOf = (address: unknown): object => {
  if (typeof address !== 'string') throw usageError('An image or a file has no data and no address.');
  const inline = dataIn(address);
  return inline ? { type: 'base64', media_type: inline.mediaType, data: inline.data } : { type: 'url', url: address };
};
