import { isRecord } from '../util/is-record.ts';
import type { JsonSchema } from '../messages/types.ts';
import { group, list, values } from './json.ts';
import { TYPES } from './keywords.ts';

/** Keywords that the endpoint refuses in strict mode and that cannot be told in other words. */
const REFUSED = [
  ...['allOf', 'not', 'if', 'then', 'else', 'dependentRequired', 'dependentSchemas', 'patternProperties'],
  ...['propertyNames', 'contains', 'unevaluatedProperties', 'unevaluatedItems', 'minProperties', 'maxProperties'],
];

const LIMITS = { properties: 5000, levels: 10, characters: 120_000, choices: 1000 } as const;

/** Returns why a schema cannot be sent in strict mode, with the place as a JSON pointer; `undefined` if it can. */
export const strictProblem = (schema: JsonSchema): string | undefined =>
  [...problems(schema, '')][0] ?? tooLarge(schema);

function* problems(schema: JsonSchema, place: string): Generator<string> {
  const says = (text: string): string => `${place === '' ? '/' : place}: ${text}`;
  const refused = REFUSED.find((keyword) => keyword in schema);
  if (refused !== undefined) yield says(`${refused} is refused in strict mode`);
  if (!['type', 'enum', 'const', 'anyOf', 'oneOf', '$ref'].some((keyword) => keyword in schema))
    yield says('any value is allowed, strict mode wants a type');
  if (![schema['type'] ?? []].flat().every((type) => TYPES.includes(type))) yield says('unknown type');
  if (isOpen(schema)) yield says('properties of any name are allowed, strict mode wants them listed');
  if (isUnsorted(schema)) yield says('items of any kind are allowed, strict mode wants a type');
  for (const [pointer, part] of parts(schema)) yield* problems(part, `${place}/${pointer}`);
}

const isOpen = (schema: JsonSchema): boolean =>
  schema['type'] === 'object' &&
  (isRecord(schema['additionalProperties']) ||
    schema['additionalProperties'] === true ||
    (schema['properties'] === undefined && schema['additionalProperties'] !== false));

const isUnsorted = (schema: JsonSchema): boolean =>
  schema['type'] === 'array' && !isRecord(schema['items']) && list(schema, 'prefixItems').length === 0;

/** Yields the schemas that a schema holds, by pointer. */
function* parts(schema: JsonSchema): Generator<readonly [string, JsonSchema]> {
  for (const keyword of ['properties', '$defs'])
    for (const [name, part] of Object.entries(group(schema, keyword))) yield [`${keyword}/${name}`, part];
  for (const keyword of ['anyOf', 'oneOf', 'prefixItems'])
    for (const [index, part] of list(schema, keyword).entries()) yield [`${keyword}/${String(index)}`, part];
  if (isRecord(schema['items'])) yield ['items', schema['items']];
}

const tooLarge = (schema: JsonSchema): string | undefined => {
  const size = { properties: 0, levels: 0, characters: 0, choices: 0 };
  measure(schema, 1, size);
  const over = (Object.keys(LIMITS) as (keyof typeof LIMITS)[]).find((what) => size[what] > LIMITS[what]);
  return over && `/: ${String(size[over])} ${over}, strict mode takes ${String(LIMITS[over])}`;
};

const measure = (schema: JsonSchema, level: number, size: Record<keyof typeof LIMITS, number>): void => {
  const names = Object.keys(group(schema, 'properties'));
  const choices = values(schema, 'enum');
  size.properties += names.length;
  size.choices += choices.length;
  size.characters += [...names, ...choices].join('').length;
  if (names.length > 0) size.levels = Math.max(size.levels, level);
  for (const [, part] of parts(schema)) measure(part, names.length > 0 ? level + 1 : level, size);
};
