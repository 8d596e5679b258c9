import type { ContentPart } from '../../messages/types.ts';
import { isRecord } from '../../util/is-record.ts';
import { textOf } from '../../util/text-of.ts';

type Json = Readonly<Record<string, unknown>>;
type Content = string | readonly ContentPart[];

/** Returns content as the API takes it from others than the model. Text stays text; parts of kinds of the API's own stay as they are. */
export const toContent = (content: Content): string | readonly Json[] =>
  Array.isArray(content) ? content.map(toPart) : textOf(content);

const toPart = (part: ContentPart): Json => {
  const { type, text, image_url: image, file } = part;
  if (type === 'text') return { type: 'input_text', text };
  if (type === 'file' && isRecord(file)) return { type: 'input_file', ...file };
  if (type !== 'image_url') return part;
  const { url, detail = 'auto' } = isRecord(image) ? image : { url: image };
  return { type: 'input_image', image_url: url, detail };
};
