import { isRecord } from '../util/is-record.ts';
import type { JsonSchema } from '../messages/types.ts';
import { group, list } from './json.ts';
import { TYPES } from './keywords.ts';
import { limitProblem } from './strict-limits.ts';
import { wire } from './to-endpoint.ts';

/** Keywords that the endpoint refuses in strict mode and that cannot be told in other words. */
const REFUSED = [
  ...['allOf', 'not', 'if', 'then', 'else', 'dependentRequired', 'dependentSchemas', 'patternProperties'],
  ...['propertyNames', 'contains', 'unevaluatedProperties', 'unevaluatedItems', 'minProperties', 'maxProperties'],
];

/**
 * Returns why a schema cannot be sent in strict mode, with the place as a JSON pointer: its structure, or a limit of the
 * endpoint. Returns `undefined` if it can.
 */
export const strictProblem = (schema: JsonSchema): string | undefined =>
  structureProblem(schema) ?? limitProblem(wire(schema, true));

/** Returns why the structure of a schema cannot hold in strict mode; `undefined` if it can. */
export const structureProblem = (schema: JsonSchema): string | undefined => {
  const [first] = problems(schema, '');
  return first;
};

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

const takes = (schema: JsonSchema, type: string): boolean => [schema['type']].flat().includes(type);

const isOpen = (schema: JsonSchema): boolean =>
  takes(schema, 'object') &&
  (isRecord(schema['additionalProperties']) ||
    schema['additionalProperties'] === true ||
    (schema['properties'] === undefined && schema['additionalProperties'] !== false));

const isUnsorted = (schema: JsonSchema): boolean =>
  takes(schema, 'array') && !isRecord(schema['items']) && list(schema, 'prefixItems').length === 0;

/** Yields the schemas that a schema holds, by pointer. */
function* parts(schema: JsonSchema): Generator<readonly [string, JsonSchema]> {
  for (const keyword of ['properties', '$defs'])
    for (const [name, part] of Object.entries(group(schema, keyword))) yield [`${keyword}/${name}`, part];
  for (const keyword of ['anyOf', 'oneOf', 'prefixItems'])
    for (const [index, part] of list(schema, keyword).entries()) yield [`${keyword}/${String(index)}`, part];
  if (isRecord(schema['items'])) yield ['items', schema['items']];
}
