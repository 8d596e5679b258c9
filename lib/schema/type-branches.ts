import type { JsonSchema } from '../messages/types.ts';

const each = (type: string, ...keywords: readonly string[]): readonly (readonly [string, string])[] =>
  keywords.map((keyword) => [keyword, type] as const);

/** The type of the values that a keyword is about. `integer` counts as `number`. */
const TYPE_OF: ReadonlyMap<string, string> = new Map([
  ...each('string', 'minLength', 'maxLength', 'pattern', 'format', 'contentEncoding', 'contentMediaType'),
  ...each('number', 'minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf'),
  ...each('array', 'items', 'prefixItems', 'minItems', 'maxItems', 'uniqueItems'),
  ...each('array', 'contains', 'minContains', 'maxContains', 'unevaluatedItems'),
  ...each('object', 'properties', 'required', 'additionalProperties', 'patternProperties', 'propertyNames'),
  ...each('object', 'minProperties', 'maxProperties', 'dependentRequired', 'dependentSchemas', 'unevaluatedProperties'),
]);

const typeName = (value: unknown): string => (value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value);

const general = (type: unknown): unknown => (type === 'integer' ? 'number' : type);

/**
 * Returns a schema with one branch of `anyOf` for each type of its list: `{ type: ['string', 'null'] }` becomes
 * `{ anyOf: [{ type: 'string' }, { type: 'null' }] }`. llama.cpp refuses lists of types under Hermes templates (v0.4.0,
 * June 2026). A schema without a list is returned as it is.
 */
export const withoutTypeList = (schema: JsonSchema): JsonSchema => {
  const { type, ...others } = schema;
  if (!Array.isArray(type)) return schema;
  // Branches that are there already say their own types.
  if ('anyOf' in schema || 'oneOf' in schema) return others;
  const branches = type.map((name: unknown) => branchOf(name, schema)).filter((branch) => branch !== undefined);
  const entries = Object.entries(schema).flatMap(([keyword, value]) => {
    if (keyword === 'type') return [['anyOf', branches] as const];
    return isOfBranches(keyword) ? [] : [[keyword, value] as const];
  });
  const [only] = branches;
  return branches.length === 1 && only
    ? { ...Object.fromEntries(entries.filter(isNotUnion)), ...only }
    : Object.fromEntries(entries);
};

const isOfBranches = (keyword: string): boolean => TYPE_OF.has(keyword) || keyword === 'enum' || keyword === 'const';

const isNotUnion = ([keyword]: readonly [string, unknown]): boolean => keyword !== 'anyOf';

/** Returns `undefined` for a type that none of the listed values has. */
const branchOf = (type: unknown, schema: JsonSchema): JsonSchema | undefined => {
  const choices = 'const' in schema ? [schema['const']] : (schema['enum'] as readonly unknown[] | undefined);
  const own = choices?.filter((value) => typeName(value) === general(type));
  if (own?.length === 0) return undefined;
  const keywords = Object.entries(schema).filter(([keyword]) => TYPE_OF.get(keyword) === general(type));
  return { type, ...(own && type !== 'null' ? { enum: own } : {}), ...Object.fromEntries(keywords) };
};
