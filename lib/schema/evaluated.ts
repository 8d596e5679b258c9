import type { JsonSchema } from '../messages/types.ts';
import { isRecord } from '../util/is-record.ts';
import { group, list, resolve, type Fits } from './json.ts';

/** Returns the keys of an object, or the indexes of a list, that the keywords of a schema look at, if the value fits it. */
export type EvaluatedKeys = (schema: JsonSchema, value: object) => ReadonlySet<string>;

/**
 * Returns a function for `unevaluatedProperties` and `unevaluatedItems`, which are about the keys that no other keyword looks at,
 * also within `allOf`, branches that fit and references. Each schema is asked once about each value.
 */
export const evaluatedIn = (root: JsonSchema, fits: Fits): EvaluatedKeys => {
  const known = new Map<JsonSchema, Map<object, Set<string>>>();
  const evaluated: EvaluatedKeys = (schema, value) => {
    const ofSchema = known.get(schema) ?? new Map<object, Set<string>>();
    known.set(schema, ofSchema);
    const before = ofSchema.get(value);
    if (before !== undefined) return before;
    const keys = new Set(ownKeys(schema, value, fits));
    // A reference that leads back here without a step into the value adds nothing.
    ofSchema.set(value, keys);
    for (const part of partsOf(root, schema, value, fits)) {
      if (!isRecord(part)) continue;
      for (const key of looksAtRest(part, value) ? Object.keys(value) : evaluated(part, value)) keys.add(key);
    }
    return keys;
  };
  return evaluated;
};

const looksAtRest = (schema: JsonSchema, value: object): boolean =>
  (Array.isArray(value) ? 'unevaluatedItems' : 'unevaluatedProperties') in schema;

const ownKeys = (schema: JsonSchema, value: object, fits: Fits): readonly string[] => {
  const keys = Object.keys(value);
  if (Array.isArray(value)) {
    const { contains } = schema;
    const { length } = list(schema, 'prefixItems');
    const isSeen = (index: number) => index < length || (contains !== undefined && fits(contains, value[index]));
    return 'items' in schema ? keys : keys.filter((key) => isSeen(Number(key)));
  }
  if ('additionalProperties' in schema) return keys;
  const properties = group(schema, 'properties');
  const patterns = Object.keys(group(schema, 'patternProperties')).map((pattern) => new RegExp(pattern, 'u'));
  return keys.filter((key) => Object.hasOwn(properties, key) || patterns.some((pattern) => pattern.test(key)));
};

/** Returns the schemas within a schema that the same value fits. */
const partsOf = (root: JsonSchema, schema: JsonSchema, value: object, fits: Fits): readonly unknown[] => {
  const unions = [...list(schema, 'anyOf'), ...list(schema, 'oneOf')];
  const dependent = Object.entries(group(schema, 'dependentSchemas'));
  return [
    ...list(schema, 'allOf'),
    ...unions.filter((branch) => fits(branch, value)),
    '$ref' in schema ? resolve(root, schema) : undefined,
    ...('if' in schema && fits(schema['if'], value) ? [schema['if'], schema['then']] : [schema['else']]),
    ...dependent.flatMap(([key, part]) => (Object.hasOwn(value, key) ? [part] : [])),
  ];
};
