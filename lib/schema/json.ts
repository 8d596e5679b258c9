import { isRecord } from '../util/is-record.ts';
import type { JsonSchema } from '../messages/types.ts';

/** An object of JSON. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** Returns an own property: a parameter may be named `constructor`. */
export const own = (value: JsonObject, key: string): unknown => (Object.hasOwn(value, key) ? value[key] : undefined);

/** Returns the schemas by name that a keyword holds; an empty object if it is absent. */
export const group = (schema: JsonSchema, keyword: string): Readonly<Record<string, JsonSchema>> =>
  (isRecord(schema[keyword]) ? schema[keyword] : {}) as Readonly<Record<string, JsonSchema>>;

/** Returns the list of schemas that a keyword holds; an empty one if it is absent. */
export const list = (schema: JsonSchema, keyword: string): readonly JsonSchema[] =>
  values(schema, keyword) as readonly JsonSchema[];

/** Returns the list of values that a keyword holds; an empty one if it is absent. */
export const values = (schema: JsonSchema, keyword: string): readonly unknown[] =>
  Array.isArray(schema[keyword]) ? (schema[keyword] as readonly unknown[]) : [];

/** Returns the names of the properties that may not be left out. */
export const requiredOf = (schema: JsonSchema): readonly string[] => values(schema, 'required') as readonly string[];

/**
 * Returns the schema that a `$ref` (`#`, `#/$defs/Name`) leads to, also by way of others, or the schema itself. Returns `undefined`
 * for a reference that leads nowhere or in a circle.
 */
export const resolve = (root: JsonSchema, schema: JsonSchema): JsonSchema | undefined => {
  const passed = new Set<JsonSchema>();
  let at: JsonSchema | undefined = schema;
  while (at !== undefined && typeof at['$ref'] === 'string' && !passed.has(at)) {
    passed.add(at);
    at = pointedAt(root, at['$ref']);
  }
  return at && passed.has(at) ? undefined : at;
};

const pointedAt = (root: JsonSchema, reference: string): JsonSchema | undefined => {
  const target = segments(reference.slice(1)).reduce<unknown>(
    (at, key) => (typeof at === 'object' && at !== null ? own(at as JsonObject, key) : undefined),
    root,
  );
  return /^#(\/|$)/.test(reference) && isRecord(target) ? target : undefined;
};

/** Returns the keys of a JSON pointer such as `/a/b~1c`. */
export const segments = (pointer: string): readonly string[] =>
  pointer
    .split('/')
    .slice(1)
    .map((segment) => segment.replaceAll('~1', '/').replaceAll('~0', '~'));

/** Tells whether a value fits a schema. */
export type Fits = (schema: unknown, value: unknown) => boolean;
