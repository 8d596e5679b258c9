export interface Lines {
  /** The whole lines that these bytes complete, each ended by a line feed; `''` while there is none. */
  push(bytes: Uint8Array): string;
  /** What came after the last line break. */
  rest(): string;
}

const LF = 10;
const CR = 13;
const BOM = '\uFEFF';

/** One for all bodies: it keeps nothing from one call to the next. */
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** Where the last line of `bytes` begins. From the end: a server ends what it writes with a line break. */
const lastLine = (bytes: Uint8Array): number => {
  let start = bytes.length;
  while (start > 0 && bytes[start - 1] !== LF && bytes[start - 1] !== CR) start--;
  return start;
};

const concatenated = (parts: readonly Uint8Array[]): Uint8Array => {
  const whole = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
};

/**
 * UTF-8 bytes, however they were split, as whole lines with LF, CR or CRLF made LF. One leading byte order mark is dropped.
 *
 * A line break is never inside a UTF-8 sequence, so lines are decoded at once: a streaming TextDecoder is 4 to 7 times
 * slower on Node 20. A CR at the end of a read ends its line now and not with the next read, which may be long in coming.
 */
export const lines = (): Lines => {
  let kept: Uint8Array[] = [];
  let isFirst = true;
  let afterReturn = false;

  const unix = (text: string): string => {
    const own = afterReturn && text.startsWith('\n') ? text.slice(1) : text;
    afterReturn = text.endsWith('\r');
    return own.replace(/\r\n?/g, '\n');
  };

  const decode = (bytes: Uint8Array): string => {
    let text = decoder.decode(bytes);
    if (isFirst) {
      isFirst = false;
      if (text.startsWith(BOM)) text = text.slice(1);
    }
    return afterReturn || text.includes('\r') ? unix(text) : text;
  };

  const take = (bytes: Uint8Array): Uint8Array => {
    if (kept.length === 0) return bytes;
    const whole = concatenated([...kept, bytes]);
    kept = [];
    return whole;
  };

  return {
    push(bytes) {
      const start = lastLine(bytes);
      if (start === 0) {
        if (bytes.length > 0) kept.push(bytes);
        return '';
      }
      if (start === bytes.length) return decode(take(bytes));
      const text = decode(take(bytes.subarray(0, start)));
      kept.push(bytes.subarray(start));
      return text;
    },
    rest: () => (kept.length === 0 ? '' : decode(take(new Uint8Array()))),
  };
};
