const OPEN = new Set([0x5b, 0x7b]);
const CLOSE = new Set([0x5d, 0x7d]);
const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/**
 * Returns true if a JSON text nests arrays and objects deeper than `limit`. Reads each character once and does not recurse, so
 * that it can be asked before anything walks the parsed value.
 */
export const isDeeperThan = (text: string, limit: number): boolean => {
  let depth = 0;
  let isInString = false;
  for (let place = 0; place < text.length; place++) {
    const code = text.charCodeAt(place);
    if (isInString) {
      if (code === BACKSLASH) place++;
      else isInString = code !== QUOTE;
    } else if (code === QUOTE) isInString = true;
    else if (OPEN.has(code) && ++depth > limit) return true;
    else if (CLOSE.has(code)) depth--;
  }
  return false;
};
