/** Levels of lists and objects within each other that are read. Real data has fewer, and recursion ends before the stack does. */
export const DEEPEST = 200;

/** Tells whether a value has more levels of lists and objects within each other than `levels`. Looks no deeper. */
export const isDeeper = (value: unknown, levels = DEEPEST): boolean =>
  typeof value === 'object' &&
  value !== null &&
  (levels === 0 || Object.values(value).some((inner) => isDeeper(inner, levels - 1)));

const QUOTE = 34;
const BACKSLASH = 92;
/** `[` and `{`, and `]` and `}`, differ in one bit. */
const isOpening = (code: number): boolean => (code | 32) === 123;
const isClosing = (code: number): boolean => (code | 32) === 125;

/**
 * Tells whether the value of a JSON text has more than `levels`. Reads each character once and does not recurse, so that it can
 * be asked before the text is parsed.
 */
export const isDeeperJson = (text: string, levels = DEEPEST): boolean => {
  let depth = 0;
  let isString = false;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (isString) {
      if (code === BACKSLASH) at++;
      else if (code === QUOTE) isString = false;
    } else if (code === QUOTE) isString = true;
    else if (isOpening(code) && ++depth > levels) return true;
    else if (isClosing(code)) depth--;
  }
  return false;
};
