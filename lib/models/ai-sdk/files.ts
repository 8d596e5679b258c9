import type { ContentPart } from '../../messages/types.ts';
import { isRecord } from '../../util/is-record.ts';
import type { Json, Version } from './language-model.ts';

/** A file in the words of all versions: where it is, or its bytes in base64. */
export interface File {
  /** Such as `image/png`; `image/*` for an image at an address. */
  readonly mediaType: string;
  /** Address of the file. Absent for bytes. */
  readonly url?: string;
  /** Bytes in base64. Absent for an address. */
  readonly base64?: string;
  /** Name of the file. Absent if it has no name. */
  readonly filename?: string;
}

/** Returns the file of a part of a message; `undefined` for a part that has no file, or one that only its own server knows. */
export const fileOf = (part: ContentPart): File | undefined => {
  const value = part[part.type];
  if (part.type === 'image_url') return fromUrl(isRecord(value) ? value['url'] : value, 'image/*');
  if (!isRecord(value)) return undefined;
  if (part.type === 'input_audio') {
    const { data, format } = value;
    return typeof data === 'string'
      ? { mediaType: `audio/${format === 'mp3' ? 'mpeg' : String(format)}`, base64: data }
      : undefined;
  }
  if (part.type !== 'file') return undefined;
  const file = fromUrl(value['file_data'], 'application/pdf');
  return file && typeof value['filename'] === 'string' ? { ...file, filename: value['filename'] } : file;
};

const fromUrl = (url: unknown, mediaType: string): File | undefined => {
  if (typeof url !== 'string') return undefined;
  if (!url.startsWith('data:')) return URL.canParse(url) ? { mediaType, url } : { mediaType, base64: url };
  const comma = url.indexOf(',');
  const [type = '', ...flags] = url.slice('data:'.length, comma).split(';');
  return flags.includes('base64') ? { mediaType: type || mediaType, base64: url.slice(comma + 1) } : undefined;
};

/** Returns a file as a part of a prompt. V4 names the kind of its data. */
export const toFilePart = ({ mediaType, url, base64, filename }: File, version: Version): Json => {
  const data = url === undefined ? base64 : new URL(url);
  const named = url === undefined ? { type: 'data', data } : { type: 'url', url: data };
  return { type: 'file', mediaType, data: version === 'v4' ? named : data, filename };
};

/** Returns a file as a part of a result, where each version has words of its own; `undefined` for a file that a version cannot take. */
export const toResultPart = (file: File, version: Version): Json | undefined => {
  if (version === 'v4') return toFilePart(file, version);
  const { mediaType, url, base64 } = file;
  if (version === 'v2') return url === undefined ? { type: 'media', data: base64, mediaType } : undefined;
  const kind = mediaType.startsWith('image/') ? 'image' : 'file';
  return url === undefined ? { type: `${kind}-data`, data: base64, mediaType } : { type: `${kind}-url`, url };
};
