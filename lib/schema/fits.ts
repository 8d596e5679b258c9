import { Compile } from 'typebox/schema';
import type { JsonSchema } from '../messages/types.ts';
import { isRecord } from '../util/is-record.ts';
import { evaluatedIn, type EvaluatedKeys } from './evaluated.ts';
import { group, list, own, resolve, type Fits } from './json.ts';
import { HOLDERS, subschemas } from './keywords.ts';

/**
 * Returns a factory of checks against the schemas of `root`. Each check remembers, for its own lifetime, which value fits which
 * schema, so that the work is in line with the sizes of the two: without that, a union that refers to itself would be tried anew
 * on every level, and the work would double with each.
 *
 * Keywords that hold no schemas are TypeBox's; it compiles them once a factory.
 */
export const fitsIn = (root: JsonSchema): (() => Fits) => {
  const compiled = new Map<JsonSchema, Validator>();
  const fitsItself = (schema: JsonSchema, value: unknown): boolean => {
    const validator = compiled.get(schema) ?? Compile(itself(schema));
    compiled.set(schema, validator);
    return validator.Check(value);
  };
  return () => {
    const known = new Map<JsonSchema, Map<unknown, boolean>>();
    const evaluated = evaluatedIn(root, (schema, value) => fits(schema, value));
    const fits: Fits = (schema, value) => {
      if (!isRecord(schema)) return schema !== false;
      const ofSchema = known.get(schema) ?? new Map<unknown, boolean>();
      known.set(schema, ofSchema);
      const before = ofSchema.get(value);
      if (before !== undefined) return before;
      // A reference that leads back here without a step into the value proves nothing.
      ofSchema.set(value, false);
      const result =
        fitsItself(schema, value) &&
        fitsReference(root, schema, value, fits) &&
        fitsParts(schema, value, fits) &&
        fitsRest(schema, value, fits, evaluated);
      ofSchema.set(value, result);
      return result;
    };
    return fits;
  };
};

interface Validator {
  Check(value: unknown): boolean;
}

/** Returns the keywords of a schema that hold no schemas. */
const itself = (schema: JsonSchema): JsonSchema =>
  Object.fromEntries(
    Object.entries(schema).filter(
      ([keyword]) => !HOLDERS.has(keyword) && !['$ref', 'minContains', 'maxContains'].includes(keyword),
    ),
  );

const fitsReference = (root: JsonSchema, schema: JsonSchema, value: unknown, fits: Fits): boolean => {
  if (schema['$ref'] === undefined) return true;
  const target = resolve(root, schema);
  return target !== undefined && fits(target, value);
};

const fitsParts = (schema: JsonSchema, value: unknown, fits: Fits): boolean =>
  fitsBranches(schema, value, fits) &&
  (!Array.isArray(value) || fitsItems(schema, value, fits)) &&
  (!isRecord(value) || fitsProperties(schema, value, fits));

const fitsBranches = (schema: JsonSchema, value: unknown, fits: Fits): boolean => {
  const { anyOf, oneOf, not } = schema;
  const fit = (branch: unknown): boolean => fits(branch, value);
  return (
    (anyOf === undefined || list(schema, 'anyOf').some(fit)) &&
    (oneOf === undefined || list(schema, 'oneOf').filter(fit).length === 1) &&
    list(schema, 'allOf').every(fit) &&
    (not === undefined || !fit(not)) &&
    (schema['if'] === undefined || fit(schema[fit(schema['if']) ? 'then' : 'else'] ?? true))
  );
};

const fitsItems = (schema: JsonSchema, items: readonly unknown[], fits: Fits): boolean => {
  const places: readonly unknown[] = list(schema, 'prefixItems');
  const { items: rest = true, contains, minContains = 1, maxContains = Infinity } = schema;
  if (!items.every((item, index) => fits(index < places.length ? places[index] : rest, item))) return false;
  if (contains === undefined) return true;
  const count = items.filter((item) => fits(contains, item)).length;
  return count >= Number(minContains) && count <= Number(maxContains);
};

const fitsProperties = (schema: JsonSchema, value: Readonly<Record<string, unknown>>, fits: Fits): boolean => {
  const properties = group(schema, 'properties');
  const patterns = Object.entries(group(schema, 'patternProperties')).map(
    ([pattern, part]) => [new RegExp(pattern, 'u'), part] as const,
  );
  const { additionalProperties = true, propertyNames = true } = schema;
  const partsOf = (key: string): readonly unknown[] => {
    const declared = Object.hasOwn(properties, key) ? [own(properties, key)] : [];
    const matched = patterns.flatMap(([pattern, part]) => (pattern.test(key) ? [part] : []));
    const parts = [...declared, ...matched];
    return parts.length > 0 ? parts : [additionalProperties];
  };
  return (
    Object.entries(value).every(
      ([key, inner]) => fits(propertyNames, key) && partsOf(key).every((part) => fits(part, inner)),
    ) &&
    Object.entries(group(schema, 'dependentSchemas')).every(
      ([key, part]) => !Object.hasOwn(value, key) || fits(part, value),
    )
  );
};

/** Holds what no other keyword looks at against `unevaluatedItems` or `unevaluatedProperties`. */
const fitsRest = (schema: JsonSchema, value: unknown, fits: Fits, evaluated: EvaluatedKeys): boolean => {
  const rest = schema[Array.isArray(value) ? 'unevaluatedItems' : 'unevaluatedProperties'];
  if (rest === undefined || typeof value !== 'object' || value === null) return true;
  const seen = evaluated(schema, value);
  return Object.entries(value).every(([key, inner]) => seen.has(key) || fits(rest, inner));
};

/** Tells whether a schema has references. */
export const isReferring = (schema: JsonSchema): boolean => {
  for (const part of everySchema(schema)) if ('$ref' in part) return true;
  return false;
};

function* everySchema(schema: JsonSchema): Generator<JsonSchema> {
  yield schema;
  for (const [, part] of subschemas(schema)) if (isRecord(part)) yield* everySchema(part);
}
