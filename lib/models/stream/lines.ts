/** Splits bytes into lines. */
export interface Lines {
  /** Takes bytes. Returns the whole lines that they complete, each ended by a line feed; `''` if no line is complete. */
  push(bytes: Uint8Array): string;
  /** Returns the text after the last line break. */
  rest(): string;
  /** How many bytes of a line that has not ended are kept. */
  readonly pending: number;
}

const LF = 10;
const CR = 13;
const BOM = '\uFEFF';

/** Serves all bodies, because it keeps nothing from one call to the next. */
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** Returns where the last line of `bytes` begins. Searches from the end, because a server ends its writes with a line break. */
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
 * Splits UTF-8 bytes, however they come, into whole lines; LF, CR and CRLF become LF, one leading byte order mark is dropped.
 *
 * A line break is never inside a UTF-8 sequence, so whole lines are decoded at once: a streaming `TextDecoder` takes twice as
 * long. A CR at the end of a read ends its line at once, because the next read may be long in coming.
 */
export const lines = (): Lines => {
  let kept: Uint8Array[] = [];
  let pending = 0;
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

  const keep = (bytes: Uint8Array): void => {
    if (bytes.length === 0) return;
    kept.push(bytes);
    pending += bytes.length;
  };
  const take = (bytes: Uint8Array): Uint8Array => {
    if (kept.length === 0) return bytes;
    kept.push(bytes);
    const whole = concatenated(kept);
    kept = [];
    pending = 0;
    return whole;
  };

  return {
    push(bytes) {
      const start = lastLine(bytes);
      if (start === 0) {
        keep(bytes);
        return '';
      }
      if (start === bytes.length) return decode(take(bytes));
      const text = decode(take(bytes.subarray(0, start)));
      keep(bytes.subarray(start));
      return text;
    },
    rest: () => (kept.length === 0 ? '' : decode(take(new Uint8Array()))),
    get pending() {
      return pending;
    },
  };
};
