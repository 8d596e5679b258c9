import { ts } from 'ts-morph';
import { constantOf } from './constant.ts';
import { likelyTag } from './known-tags.ts';

const NUMBERS = [
  ...['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf'],
  ...['minLength', 'maxLength', 'minItems', 'maxItems'],
];

/** Tags that say which values are allowed. */
export const RULES: readonly string[] = [...NUMBERS, 'pattern', 'format'];

/** Tags that become JSON Schema keywords. */
export const TAGS: readonly string[] = [...RULES, 'default', 'deprecated', 'example'];

/** Turns a tag into a JSON Schema keyword. Returns `undefined` for other tags, and for values that are not valid. */
export const keywordOf = (name: string, text: string): readonly [string, unknown] | undefined => {
  if (NUMBERS.includes(name)) return numberOf(name, text);
  if (name === 'pattern') return patternOf(text);
  if (name === 'format' && text !== '') return ['format', text.split(/\s/)[0]];
  if (name === 'default') return ['default', valueOf(text)];
  if (name === 'deprecated') return ['deprecated', true];
  return undefined;
};

/** Reads the number at the beginning; words may follow it. */
const numberOf = (name: string, text: string): readonly [string, number] | undefined => {
  const [number] = /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?(?=\s|$)/i.exec(text) ?? [];
  return number === undefined ? undefined : [name, Number(number)];
};

/**
 * Reads `^a$`, or `/^a$/` as JavaScript writes it; words may follow its end. Flags that change its meaning cannot be
 * sent.
 */
const patternOf = (text: string): readonly [string, string] | undefined => {
  const [, inner, flags = ''] = /^\/(.+)\/([a-z]*)(?=\s|$)/.exec(text) ?? [];
  const pattern = inner ?? /^(\^.*[^\\]\$)\s/.exec(text)?.[1] ?? text;
  return isPattern(pattern) && /^[gu]*$/.test(flags) ? ['pattern', pattern] : undefined;
};

const isPattern = (text: string): boolean => {
  try {
    return text !== '' && new RegExp(text, 'u') instanceof RegExp;
  } catch {
    return false;
  }
};

/** Reads `10`, `'a'` or `{ a: 1 }`, or returns the text as it is. */
export const valueOf = (text: string): unknown => {
  if (CODE.test(text)) return textWithoutTicks(text);
  const source = ts.createSourceFile('value.ts', `(${text})`, ts.ScriptTarget.Latest);
  const [statement] = source.statements;
  const value = statement && ts.isExpressionStatement(statement) ? constantOf(statement.expression) : undefined;
  return source.statements.length === 1 && value ? value.value : textWithoutTicks(text);
};

const textWithoutTicks = (text: string): string => text.replace(/^`|`$/g, '');

/** Prose, or code that begins with a name after line comments. No constant does, and parsing takes a while. */
const CODE = /^(?:\s*\/\/[^\n\r\u2028\u2029]*[\n\r])*\s*(?!(?:true|false|null)\b)[A-Za-z_$]/;

/** Returns why a tag says nothing usable, or `undefined`. */
export const tagProblem = (name: string, text: string): string | undefined => {
  if (keywordOf(name, text) !== undefined) return undefined;
  if (NUMBERS.includes(name)) return `@${name} says "${text}", which is not a number`;
  if (name === 'pattern') return `@pattern says "${text}", which JSON Schema does not take as a pattern`;
  if (name === 'format') return '@format says nothing; name a format such as "email"';
  return unknownTag(name);
};

/** Returns that a tag is not known, with the tag that is probably meant. */
export const unknownTag = (name: string): string | undefined => {
  const likely = likelyTag(name, TAGS);
  if (likely === undefined) return undefined;
  return `@${name} is no known tag${likely === '' ? '' : `; is @${likely} meant?`}`;
};
