import { Check } from 'typebox/schema';
import { isRecord } from '../util/is-record.ts';
import type { JsonSchema } from '../messages/types.ts';
import { group, list, own, requiredOf, resolve, type JsonObject } from './json.ts';

const accepts = (root: JsonSchema, schema: JsonSchema, value: unknown): boolean =>
  Check({ ...schema, $defs: group(root, '$defs') }, value);

/**
 * Strict mode has a model say null for what it leaves out: such nulls go. A null that the schema itself allows stays,
 * and so does one for what is required (the check then says so).
 */
export const stripNulls = (root: JsonSchema, schema: JsonSchema, value: unknown): unknown => {
  const target = resolve(root, schema) ?? {};
  const branches = list(target, 'anyOf');
  if (branches.length > 0) return inUnion(root, branches, value);
  if (Array.isArray(value)) return value.map((item, index) => stripNulls(root, itemSchema(target, index), item));
  return isRecord(value) ? inObject(root, target, value) : value;
};

const inUnion = (root: JsonSchema, branches: readonly JsonSchema[], value: unknown): unknown => {
  for (const branch of branches) {
    const stripped = stripNulls(root, branch, value);
    if (accepts(root, branch, stripped)) return stripped;
  }
  return value;
};

const itemSchema = (schema: JsonSchema, index: number): JsonSchema => {
  const place = list(schema, 'prefixItems')[index] ?? schema['items'];
  return isRecord(place) ? place : {};
};

const inObject = (root: JsonSchema, schema: JsonSchema, value: JsonObject): JsonObject => {
  const required = requiredOf(schema);
  // Without a prototype, so that what the validator is shown is what was sent.
  const kept = Object.create(null) as Record<string, unknown>;
  for (const [key, inner] of Object.entries(value)) {
    const declared = own(group(schema, 'properties'), key);
    const property = declared ?? schema['additionalProperties'];
    const left = isRecord(declared) && inner === null && !required.includes(key) && !accepts(root, declared, null);
    if (!left) kept[key] = isRecord(property) ? stripNulls(root, property, inner) : inner;
  }
  return kept;
};
