import type { JsonSchema } from '../messages/types.ts';
import { isRecord } from '../util/is-record.ts';
import { group, type JsonObject, list, own, requiredOf, resolve, type Fits } from './json.ts';

/**
 * Returns a function that removes the nulls by which models leave optional properties out: strict mode asks for them, and models
 * write them unasked. A null that the schema allows stays, and so does the null of a required property, which is then told as
 * wrong. Each part of a value is looked at once for each schema.
 */
export const nullStripper = (root: JsonSchema, fits: Fits): ((value: unknown) => unknown) => {
  const known = new Map<JsonSchema, Map<object, unknown>>();
  const strip = (schema: JsonSchema, value: unknown): unknown => {
    if (typeof value !== 'object' || value === null) return value;
    const target = resolve(root, schema) ?? {};
    const ofSchema = known.get(target) ?? new Map<object, unknown>();
    known.set(target, ofSchema);
    if (ofSchema.has(value)) return ofSchema.get(value);
    // A reference that leads back here without a step into the value changes nothing.
    ofSchema.set(value, value);
    const stripped = stripPart(target, value);
    ofSchema.set(value, stripped);
    return stripped;
  };
  const stripPart = (schema: JsonSchema, value: object): unknown => {
    const branches = list(schema, 'anyOf').concat(list(schema, 'oneOf'));
    if (branches.length > 0) return inUnion(branches, value);
    if (Array.isArray(value)) return value.map((item, index) => strip(itemSchema(schema, index), item));
    return inObject(schema, value as JsonObject);
  };
  const inUnion = (branches: readonly JsonSchema[], value: object): unknown => {
    for (const branch of branches) {
      const stripped = strip(branch, value);
      if (fits(branch, stripped)) return stripped;
    }
    return value;
  };
  const inObject = (schema: JsonSchema, value: JsonObject): JsonObject => {
    const required = new Set(requiredOf(schema));
    const properties = group(schema, 'properties');
    // Has no prototype, so that the validator sees nothing but the value.
    const kept = Object.create(null) as Record<string, unknown>;
    for (const [key, inner] of Object.entries(value)) {
      const declared = own(properties, key);
      const property = declared ?? schema['additionalProperties'];
      const isLeftOut = isRecord(declared) && inner === null && !required.has(key) && !fits(declared, null);
      if (!isLeftOut) kept[key] = isRecord(property) ? strip(property, inner) : inner;
    }
    return kept;
  };
  return (value) => strip(root, value);
};

const itemSchema = (schema: JsonSchema, index: number): JsonSchema => {
  const place = list(schema, 'prefixItems')[index] ?? schema['items'];
  return isRecord(place) ? place : {};
};
