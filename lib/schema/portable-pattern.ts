/**
 * Any character, NUL excepted, which no model writes. `[\s\S]` says the same in letters that llama.cpp refuses.
 */
export const ANY_CHARACTER = '[^\\x00]';

/** An escape, a class or one character. */
const TOKENS = /\\u\{[^}]*\}|\\[^]|\[(?:\\[^]|[^\]\\])*\]|[^]/gu;

/**
 * Returns a pattern in words that servers with grammars know as well, in the same meaning: `^\d+$` becomes `^[0-9]+$`,
 * `a\/b` becomes `^[^\x00]*a/b[^\x00]*$`. llama.cpp refuses the whole request because of classes by letter, other
 * escapes, and patterns without `^` and `$` (ggml-org/llama.cpp#27580 and #27397, August 2026). Of white space, only
 * ASCII's is named.
 */
export const portablePattern = (pattern: string): string => anchored(pattern.match(TOKENS) ?? []);

const anchored = (tokens: readonly string[]): string => {
  const [starts, ends] = [tokens[0] === '^', tokens.at(-1) === '$'];
  const body = tokens.slice(starts ? 1 : 0, ends ? -1 : undefined);
  const text = body.map(portable).join('');
  const isChoice = hasTopLevelChoice(body);
  // In `^a|b`, each anchor belongs to one of the choices.
  if (isChoice && (starts || ends)) return tokens.map(portable).join('');
  const whole = isChoice ? `(${text})` : text;
  return `^${starts ? '' : `${ANY_CHARACTER}*`}${whole}${ends ? '' : `${ANY_CHARACTER}*`}$`;
};

const hasTopLevelChoice = (tokens: readonly string[]): boolean => {
  let depth = 0;
  return tokens.some((token) => {
    depth += Number(token === '(') - Number(token === ')');
    return token === '|' && depth === 0;
  });
};

/** Classes by letter, as the content of a class. */
const LETTERS: Readonly<Record<string, string>> = { d: '0-9', w: 'A-Za-z0-9_', s: ' \\t\\n\\r' };

/** Escapes that grammars do not know. */
const CODES: Readonly<Record<string, string>> = { f: '\\x0C', v: '\\x0B', 0: '\\x00' };

const portable = (token: string): string => {
  if (token.startsWith('[')) return portableClass(token);
  if (!token.startsWith('\\') || token.length !== 2) return token;
  const letter = token.slice(1);
  const content = LETTERS[letter.toLowerCase()];
  if (content !== undefined) return letter === letter.toLowerCase() ? `[${content}]` : `[^${content}]`;
  return letter === '/' ? '/' : (CODES[letter] ?? token);
};

const EVERYTHING = /^\[(\^|\\s\\S|\\S\\s|\\d\\D|\\D\\d|\\w\\W|\\W\\w)\]$/;

const portableClass = (token: string): string => {
  if (EVERYTHING.test(token)) return ANY_CHARACTER;
  // Within a class, the opposite of a class has no other form.
  if (/\\[DWSpP]/.test(token)) return token;
  return token.replace(/\\([^])/g, (escape, letter: string) => LETTERS[letter] ?? inClass(letter) ?? escape);
};

/** Punctuation needs no escape in a class, unless it means something there. */
const inClass = (letter: string): string | undefined => {
  if (letter === '^') return '\\x5E';
  if (letter === 'b') return '\\x08';
  return /[./+*(){}$|?]/.test(letter) ? letter : CODES[letter];
};
