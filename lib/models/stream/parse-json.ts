import { SwarmError } from '../../agent/errors.ts';
import { DEEPEST, isDeeperJson } from '../../util/nesting.ts';

/** A key may be written with escapes: `"\u005f_proto__"`. All its letters lie below U+0080. */
const ESCAPED = /\\u00(?:5f|6f|7[024])/i;

/** Returns whether JSON may have a key named `__proto__`, by six letters: looking for all nine took four times as long. */
const mayNameProto = (text: string): boolean =>
  text.includes('__prot') || (text.includes('\\u00') && ESCAPED.test(text));

const withoutProto = (key: string, value: unknown): unknown => (key === '__proto__' ? undefined : value);

/**
 * `JSON.parse` without the keys named `__proto__`, at any depth: code that copies such an object key by key would change a
 * prototype. Throws a `protocol` error for values nested deeper than `DEEPEST`, which are not asked for again.
 */
export const parseJson = (text: string): unknown => {
  // A short text, as nearly every chunk is, cannot nest deep enough to use up the stack.
  if (text.length > 4 * DEEPEST && isDeeperJson(text)) {
    const message = `The server sent JSON nested deeper than ${String(DEEPEST)} levels.`;
    throw new SwarmError('protocol', message, { code: 'too_deep', retryable: false });
  }
  return mayNameProto(text) ? JSON.parse(text, withoutProto) : JSON.parse(text);
};
