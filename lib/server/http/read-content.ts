import type { ContentPart } from '../../messages/types.ts';
import { isRecord } from '../../util/is-record.ts';
import { show } from '../../util/stringify.ts';
import { ignoreRejection } from './hooks.ts';
import type { ServerOptions } from './options.ts';
import { badRequest } from './refusal.ts';

/**
 * Reads the content of a client's message. Takes text and `data:` images, rebuilt key by key; other parts, such as files and
 * addresses that the model's server would fetch, only as `parts` returns them.
 *
 * @throws Refusal 400 that names the part.
 */
export const readContent = (
  content: unknown,
  where: string,
  parts: ServerOptions['parts'],
): string | readonly ContentPart[] => {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content) || content.length === 0) throw badRequest(`${where} must be text or parts.`);
  return content.map((part: unknown, place) => readPart(part, `${where}[${place}]`, parts));
};

const readPart = (part: unknown, where: string, parts: ServerOptions['parts']): ContentPart => {
  if (!isPart(part)) throw badRequest(`${where} must be a part with a type: content must be text or parts.`);
  const read = readText(part) ?? readImage(part) ?? parts?.(part);
  if (isPart(read)) return read;
  ignoreRejection(read);
  throw badRequest(`${where} of type ${show(part.type)} is not accepted: send text or images as data: URLs.`);
};

const isPart = (part: unknown): part is ContentPart => isRecord(part) && typeof part['type'] === 'string';

const readText = ({ type, text }: ContentPart): ContentPart | undefined =>
  type === 'text' && typeof text === 'string' ? { type, text } : undefined;

/** An image that travels with its message. Anything after the data would not be base64. */
const DATA_IMAGE = /^data:image\/[\w.+-]{1,64};base64,[A-Za-z0-9+/]+={0,2}$/;

const DETAILS: readonly unknown[] = ['auto', 'low', 'high'];

const readImage = ({ type, image_url: image }: ContentPart): ContentPart | undefined => {
  const { url, detail } = isRecord(image) ? image : {};
  if (type !== 'image_url' || typeof url !== 'string' || !DATA_IMAGE.test(url)) return undefined;
  return { type, image_url: { url, ...(DETAILS.includes(detail) && { detail }) } };
};
