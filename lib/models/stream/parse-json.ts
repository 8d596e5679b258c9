import { SwarmError } from '../../agent/errors.ts';

/** A key may be written with escapes: `"\u005f_proto__"`. All its letters lie below U+0080. */
const ESCAPED = /\\u00(?:5f|6f|7[024])/i;

/** Returns whether JSON may have a key named `__proto__`, by six letters: looking for all nine took four times as long. */
const mayNameProto = (text: string): boolean =>
  text.includes('__prot') || (text.includes('\\u00') && ESCAPED.test(text));

const withoutProto = (key: string, value: unknown): unknown => (key === '__proto__' ? undefined : value);

/** Most objects and lists inside each other: code that walks the value by recursion must not run out of stack. */
const MAX_DEPTH = 256;

const QUOTE = 34;
const BACKSLASH = 92;
/** `[` and `{`, and `]` and `}`, differ in one bit. */
const isOpening = (code: number): boolean => (code | 32) === 123;
const isClosing = (code: number): boolean => (code | 32) === 125;

/** Returns whether a text opens more than `MAX_DEPTH` brackets, in one pass; those inside strings do not count. */
const isTooDeep = (text: string): boolean => {
  let depth = 0;
  let isString = false;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (isString) {
      if (code === BACKSLASH) at++;
      else if (code === QUOTE) isString = false;
    } else if (code === QUOTE) isString = true;
    else if (isOpening(code) && ++depth > MAX_DEPTH) return true;
    else if (isClosing(code)) depth--;
  }
  return false;
};

/**
 * `JSON.parse` without the keys named `__proto__`, at any depth: code that copies such an object key by key would change a
 * prototype. Throws a `protocol` error for values nested deeper than 256, which are not asked for again.
 */
export const parseJson = (text: string): unknown => {
  // A text that is too short to be too deep is not looked at, which is nearly every chunk.
  if (text.length > 4 * MAX_DEPTH && isTooDeep(text)) {
    const message = `The server sent JSON nested deeper than ${String(MAX_DEPTH)} levels.`;
    throw new SwarmError('protocol', message, { code: 'too_deep', retryable: false });
  }
  return mayNameProto(text) ? JSON.parse(text, withoutProto) : JSON.parse(text);
};
