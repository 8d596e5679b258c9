import type { JsonSchema } from '../messages/types.ts';
import { list, resolve } from './json.ts';

const LIMIT = 60;

const shorten = (text: string): string => (text.length > LIMIT ? `${text.slice(0, LIMIT)}…` : text);

/** Returns JSON's name for the type of a value. */
export const typeName = (value: unknown): string =>
  value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value;

/** Returns a value as the model wrote it, with its type where the text alone could be misread. */
export const got = (value: unknown): string => {
  const text = shorten(JSON.stringify(value));
  return ['null', 'boolean'].includes(typeName(value)) ? text : `${typeName(value)} ${text}`;
};

/** Returns a list of values as a choice. */
export const oneOf = (values: readonly unknown[]): string =>
  values.length === 1 ? JSON.stringify(values[0]) : `one of ${values.map((value) => JSON.stringify(value)).join(', ')}`;

const EXAMPLES: Readonly<Record<string, string>> = {
  'date-time': 'a date-time such as "2026-01-31T12:00:00Z"',
  date: 'a date such as "2026-01-31"',
  time: 'a time such as "12:00:00Z"',
  uri: 'an absolute URL such as "https://example.com/path"',
  email: 'an e-mail address',
};

const KEYWORDS: Readonly<Record<string, (value: unknown) => string>> = {
  type: (type) => [type].flat().join(' or '),
  enum: (values) => oneOf(values as readonly unknown[]),
  const: (value) => JSON.stringify(value),
  format: (format) => EXAMPLES[String(format)] ?? `text of the format ${String(format)}`,
  pattern: (pattern) => `text that matches ${String(pattern)}`,
  minLength: (length) => `at least ${String(length)} characters`,
  maxLength: (length) => `at most ${String(length)} characters`,
  minimum: (limit) => `a number of at least ${String(limit)}`,
  maximum: (limit) => `a number of at most ${String(limit)}`,
  exclusiveMinimum: (limit) => `a number above ${String(limit)}`,
  exclusiveMaximum: (limit) => `a number below ${String(limit)}`,
  multipleOf: (factor) => `a multiple of ${String(factor)}`,
  minItems: (count) => `at least ${String(count)} items`,
  maxItems: (count) => `at most ${String(count)} items`,
  minProperties: (count) => `at least ${String(count)} properties`,
  maxProperties: (count) => `at most ${String(count)} properties`,
  propertyNames: (names) => `property names that are ${expected({}, names as JsonSchema)}`,
  uniqueItems: () => 'items that are all different',
};

/** Returns what a keyword asks for, or `undefined` for keywords without words. */
export const keywordWords = (keyword: string, value: unknown): string | undefined => KEYWORDS[keyword]?.(value);

/**
 * Returns what a schema asks for in a few words: `string`, `one of "a", "b"`, `array of number`, `string or null`. Follows unions
 * and references up to `levels` deep.
 */
export const expected = (root: JsonSchema, schema: JsonSchema, levels = 3): string => {
  const target = resolve(root, schema) ?? {};
  const branches = list(target, 'anyOf').concat(list(target, 'oneOf'));
  if (levels === 0) return 'a value';
  if (branches.length > 0)
    return [...new Set(branches.map((branch) => expected(root, branch, levels - 1)))].join(' or ');
  const keyword = ['enum', 'const', 'format', 'type'].find((name) => target[name] !== undefined);
  if (keyword === undefined) return 'a value';
  const items = target['items'] as JsonSchema | undefined;
  const isTyped = target['type'] === 'array' && items?.['type'] !== undefined;
  const ofItems = isTyped ? ` of ${expected(root, items, levels - 1)}` : '';
  return `${keywordWords(keyword, target[keyword]) ?? 'a value'}${ofItems}`;
};
