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
export const structureProblem = (schema: JsonSchema, place = ''): string | undefined => {
  const own = ownProblem(schema);
  if (own !== undefined) return `${place === '' ? '/' : place}: ${own}`;
  for (const [pointer, part] of parts(schema)) {
    const problem = structureProblem(part, `${place}/${pointer}`);
    if (problem !== undefined) return problem;
  }
  return undefined;
};

const ownProblem = (schema: JsonSchema): string | undefined => {
  const refused = REFUSED.find((keyword) => keyword in schema);
  if (refused !== undefined) return `${refused} is refused in strict mode`;
  if (!TYPED.some((keyword) => keyword in schema)) return 'any value is allowed, strict mode wants a type';
  if (![schema['type'] ?? []].flat().every((type) => TYPES.includes(type))) return 'unknown type';
  if (isOpen(schema)) return 'properties of any name are allowed, strict mode wants them listed';
  return isUnsorted(schema) ? 'items of any kind are allowed, strict mode wants a type' : undefined;
};

/** Keywords that say which values are allowed. */
const TYPED = ['type', 'enum', 'const', 'anyOf', 'oneOf', '$ref'];

const takes = (schema: JsonSchema, type: string): boolean => [schema['type']].flat().includes(type);

const isOpen = (schema: JsonSchema): boolean =>
  takes(schema, 'object') &&
  (isRecord(schema['additionalProperties']) ||
    schema['additionalProperties'] === true ||
    (schema['properties'] === undefined && schema['additionalProperties'] !== false));

const isUnsorted = (schema: JsonSchema): boolean =>
  takes(schema, 'array') && !isRecord(schema['items']) && list(schema, 'prefixItems').length === 0;

/** Returns the schemas that a schema holds, by pointer. */
const parts = (schema: JsonSchema): readonly (readonly [string, JsonSchema])[] => [
  ...['properties', '$defs'].flatMap((keyword) =>
    Object.entries(group(schema, keyword)).map(([name, part]) => [`${keyword}/${name}`, part] as const),
  ),
  ...['anyOf', 'oneOf', 'prefixItems'].flatMap((keyword) =>
    list(schema, keyword).map((part, index) => [`${keyword}/${String(index)}`, part] as const),
  ),
  ...(isRecord(schema['items']) ? [['items', schema['items']] as const] : []),
];
