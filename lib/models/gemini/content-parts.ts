import { usageError } from '../../agent/errors.ts';
import type { ContentPart } from '../../messages/types.ts';
import { isRecord } from '../../util/is-record.ts';
import { show } from '../../util/stringify.ts';
import { textOf } from '../../util/text-of.ts';
import { dataIn } from '../normal-form/data-url.ts';

/** A part of a content, as the Gemini API takes it. */
export type Part = Readonly<Record<string, unknown>>;

/** Returns the parts of a message's content. Empty texts are left out, because the server refuses them. */
export const toParts = (content: string | readonly ContentPart[] | null | undefined): readonly Part[] => {
  if (typeof content === 'string') return content === '' ? [] : [{ text: content }];
  return (content ?? []).filter((part) => part.type !== 'text' || textOf(part['text']) !== '').map(toPart);
};

const toPart = (part: ContentPart): Part => {
  const inner = part[part.type];
  const fields = isRecord(inner) ? inner : {};
  switch (part.type) {
    case 'text':
    case 'refusal':
      return { text: textOf(inner) };
    case 'image_url':
      return toFile(textOf(fields['url'] ?? inner), part);
    case 'input_audio':
      return inline(`audio/${textOf(fields['format']) || 'wav'}`, textOf(fields['data']));
    case 'file':
      return toFile(textOf(fields['file_data']) || textOf(fields['file_id']), part);
    default:
      throw refused(part);
  }
};

/** A `data:` URL holds the bytes; any other is the address of a file. */
const toFile = (url: string, part: ContentPart): Part => {
  const found = dataIn(url);
  if (found) return inline(found.mediaType, found.data);
  if (url === '' || url.startsWith('data:')) throw refused(part);
  return { fileData: { fileUri: url } };
};

const inline = (mimeType: string, data: string): Part => ({ inlineData: { mimeType, data } });

const refused = (part: ContentPart): Error =>
  usageError(
    `gemini() cannot send a part of type ${show(part.type)} as it is: it takes text, image_url, input_audio and file, ` +
      'with an address or base64 data.',
  );
