import type { JsonSchema } from '../messages/types.ts';
import { ANY_CHARACTER } from './portable-pattern.ts';

/** The number of repetitions that llama.cpp takes in a pattern (src/llama-grammar.cpp, November 2026). */
const MOST = 2000;

/** Formats that strict mode does not list, as patterns that every value of the format matches. */
const FORMATS: ReadonlyMap<string, string> = new Map([
  ['uri', '^[A-Za-z][A-Za-z0-9+.-]*:[^\\x00-\\x20"<>\\\\]*$'],
  ['iri', '^[A-Za-z][A-Za-z0-9+.-]*:[^\\x00-\\x20"<>\\\\]*$'],
  ['json-pointer', '^(/([^\\x00/~]|~[01])*)*$'],
]);

/** A pattern, and the keywords that need no words as well. */
export interface TextPattern {
  /** The pattern to send. */
  readonly pattern: string;
  /** The keywords that the pattern says completely. */
  readonly says: readonly string[];
}

/**
 * Returns a pattern for the lengths or the format of a text, which strict mode refuses as keywords:
 * `maxLength: 20` becomes `^[^\x00]{0,20}$`. Returns `undefined` where no pattern can say them, or where the text has a
 * pattern, a choice or a format of its own.
 */
export const textPattern = (schema: JsonSchema, takesFormat: (format: unknown) => boolean): TextPattern | undefined => {
  const { type, format } = schema;
  if (type !== 'string' || ['pattern', 'enum', 'const'].some((keyword) => keyword in schema)) return undefined;
  if (format === undefined) return lengthPattern(schema);
  const pattern = typeof format === 'string' && !takesFormat(format) ? FORMATS.get(format) : undefined;
  return pattern === undefined ? undefined : { pattern, says: [] };
};

const lengthPattern = ({ minLength, maxLength }: JsonSchema): TextPattern | undefined => {
  if (minLength === undefined && maxLength === undefined) return undefined;
  const [least, most] = [Number(minLength ?? 0), Number(maxLength ?? Infinity)];
  const isSayable = least <= most && most > 0 && Math.max(least, most === Infinity ? 0 : most) <= MOST;
  if (!isSayable) return undefined;
  const bounds = most === least ? `{${String(least)}}` : `{${String(least)},${most === Infinity ? '' : String(most)}}`;
  return { pattern: `^${ANY_CHARACTER}${bounds}$`, says: ['minLength', 'maxLength'] };
};

/**
 * Tells whether a pattern looks ahead or behind, which OpenAI refuses in any tool: "regex lookaround is not supported"
 * (vercel/ai#21037, September 2026).
 */
export const looksAround = (pattern: unknown): boolean => /\(\?<?[=!]/.test(String(pattern).replace(/\\[^]/g, ''));
