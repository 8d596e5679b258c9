import type { JsonSchema } from '../messages/types.ts';
import { isRecord } from '../util/is-record.ts';

/** How a keyword holds schemas: one, a list, or by name. */
export type Holds = 'schema' | 'list' | 'names';

const each = <T>(value: T, ...keywords: readonly string[]): readonly (readonly [string, T])[] =>
  keywords.map((keyword) => [keyword, value] as const);

/** The keywords that hold schemas. */
export const HOLDERS: ReadonlyMap<string, Holds> = new Map<string, Holds>([
  ...each('names' as const, 'properties', 'patternProperties', 'dependentSchemas', '$defs', 'definitions'),
  ...each('list' as const, 'anyOf', 'oneOf', 'allOf', 'prefixItems'),
  ...each('schema' as const, 'items', 'additionalProperties', 'propertyNames', 'contains', 'not', 'if', 'then', 'else'),
  ...each('schema' as const, 'unevaluatedProperties', 'unevaluatedItems'),
]);

/** Returns the schemas that a schema holds, each with its JSON pointer from there. */
export const subschemas = (schema: JsonSchema): readonly (readonly [pointer: string, schema: unknown])[] => {
  const parts: [string, unknown][] = [];
  for (const keyword of Object.keys(schema)) {
    const holds = HOLDERS.get(keyword);
    const value = schema[keyword];
    if (holds === 'schema') parts.push([keyword, value]);
    else if (holds && typeof value === 'object' && value !== null)
      for (const [name, part] of Object.entries(value)) parts.push([`${keyword}/${escaped(name)}`, part]);
  }
  return parts;
};

const escaped = (name: string): string => (/[~/]/.test(name) ? name.replaceAll('~', '~0').replaceAll('/', '~1') : name);

/** The types of JSON Schema. */
export const TYPES: readonly unknown[] = ['string', 'number', 'integer', 'boolean', 'object', 'array', 'null'];

type Rule = readonly [isSound: (value: unknown) => boolean, expected: string];

const isString = (value: unknown): boolean => typeof value === 'string';
const isStrings = (value: unknown): boolean => Array.isArray(value) && value.every(isString);

/** A pattern is compiled with the flag u, as validators do. */
const isPattern = (value: unknown): boolean => {
  try {
    return isString(value) && new RegExp(value as string, 'u') instanceof RegExp;
  } catch {
    return false;
  }
};

const isTypes = (value: unknown): boolean => {
  const types: readonly unknown[] = [value].flat();
  return types.length > 0 && types.every((type) => TYPES.includes(type));
};

const RULES: ReadonlyMap<string, Rule> = new Map<string, Rule>([
  ['type', [isTypes, `one of ${TYPES.join(', ')}, or a list of these`]],
  ['enum', [(value) => Array.isArray(value) && value.length > 0, 'a list of at least one value']],
  ['multipleOf', [(value) => Number.isFinite(value) && (value as number) > 0, 'a number above 0']],
  ['pattern', [isPattern, 'a regular expression that is valid with the flag u']],
  ['items', [(value) => !Array.isArray(value), 'one schema; schemas by place go into prefixItems']],
  ['required', [isStrings, 'a list of property names']],
  ['examples', [Array.isArray, 'a list of values']],
  [
    'dependentRequired',
    [(value) => isRecord(value) && Object.values(value).every(isStrings), 'an object of lists of property names'],
  ],
  ...each<Rule>([Number.isFinite, 'a finite number'], 'minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum'),
  ...each<Rule>(
    [(value) => Number.isSafeInteger(value) && (value as number) >= 0, 'a whole number from 0 up'],
    ...[
      'minLength',
      'maxLength',
      'minItems',
      'maxItems',
      'minProperties',
      'maxProperties',
      'minContains',
      'maxContains',
    ],
  ),
  ...each<Rule>(
    [isString, 'a string'],
    ...['format', 'title', 'description', '$comment', '$schema', '$id', '$ref', 'contentEncoding', 'contentMediaType'],
  ),
  ...each<Rule>(
    [(value) => typeof value === 'boolean', 'true or false'],
    ...['uniqueItems', 'readOnly', 'writeOnly', 'deprecated'],
  ),
  ...each<Rule>([isRecord, 'an object of schemas by name'], 'properties', 'dependentSchemas', '$defs', 'definitions'),
  ...each<Rule>(
    [(value) => Array.isArray(value) && value.length > 0, 'a list of at least one schema'],
    ...['anyOf', 'oneOf', 'allOf', 'prefixItems'],
  ),
  ...each<Rule>([() => false, 'a $ref to a name in $defs in its place'], '$dynamicRef', '$recursiveRef'),
  [
    'patternProperties',
    [
      (value) => isRecord(value) && Object.keys(value).every(isPattern),
      'an object of schemas by regular expressions that are valid with the flag u',
    ],
  ],
]);

/** Returns the value that the keyword expects, in words, if it has another one. Keywords that are not known take any value. */
export const expectedBy = (keyword: string, value: unknown): string | undefined => {
  const rule = RULES.get(keyword);
  if (typeof value === 'function') return 'JSON, which holds no functions';
  return rule === undefined || rule[0](value) ? undefined : rule[1];
};

const PAIRS = ['imum', 'Length', 'Items', 'Properties', 'Contains'].map(
  (word) => [`min${word}`, `max${word}`] as const,
);

/** Returns in words how the keywords of a schema contradict each other, so that no value could ever fit. */
export const contradictionIn = (schema: JsonSchema): string | undefined => {
  for (const [least, most] of PAIRS) {
    if (Number(schema[least]) > Number(schema[most])) return `${least} is above ${most}`;
  }
  const { properties = {}, patternProperties = {}, required = [] } = schema as Readonly<Record<string, object>>;
  if (schema['additionalProperties'] !== false || Object.keys(patternProperties).length > 0) return undefined;
  const missing = (required as readonly string[]).find((name) => !Object.hasOwn(properties, name));
  return missing === undefined ? undefined : `required names ${JSON.stringify(missing)}, which properties lacks`;
};
