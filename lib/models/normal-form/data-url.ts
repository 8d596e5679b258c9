/** Data that stands in its address. */
export interface InlineData {
  /** Such as `image/png`. */
  readonly mediaType: string;
  /** Bytes in base64. */
  readonly data: string;
}

/** The head is cut off first, because a pattern over megabytes of data would be slow. */
const LONGEST_HEAD = 200;

/** Returns the data of a `data:` URL; `undefined` for any other address, and for data that is not in base64. */
export const dataIn = (url: string): InlineData | undefined => {
  const [head = '', mediaType = ''] = /^data:([^;,]+)[^,]*;base64,/.exec(url.slice(0, LONGEST_HEAD)) ?? [];
  return head === '' ? undefined : { mediaType, data: url.slice(head.length) };
};
