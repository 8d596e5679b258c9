import { isRecord } from '../util/is-record.ts';
import type { JsonSchema } from '../messages/types.ts';

export type JsonObject = Readonly<Record<string, unknown>>;

/** Own properties only: a parameter may be named `constructor`. */
export const own = (value: JsonObject, key: string): unknown => (Object.hasOwn(value, key) ? value[key] : undefined);

/** A property of a schema that holds schemas by name, as an object also where it is absent. */
export const group = (schema: JsonSchema, keyword: string): Readonly<Record<string, JsonSchema>> =>
  (isRecord(schema[keyword]) ? schema[keyword] : {}) as Readonly<Record<string, JsonSchema>>;

/** A property of a schema that holds a list of schemas, as a list also where it is absent. */
export const list = (schema: JsonSchema, keyword: string): readonly JsonSchema[] =>
  values(schema, keyword) as readonly JsonSchema[];

/** A property of a schema that holds a list of anything, as a list also where it is absent. */
export const values = (schema: JsonSchema, keyword: string): readonly unknown[] =>
  Array.isArray(schema[keyword]) ? (schema[keyword] as readonly unknown[]) : [];

/** The names of the properties that may not be left out. */
export const requiredOf = (schema: JsonSchema): readonly string[] => values(schema, 'required') as readonly string[];

/** The schema a `$ref` points at (`#`, `#/$defs/Name`), or the schema itself; undefined where it points nowhere. */
export const resolve = (root: JsonSchema, schema: JsonSchema): JsonSchema | undefined => {
  const { $ref } = schema;
  if (typeof $ref !== 'string') return schema;
  const target = segments($ref.slice(1)).reduce<unknown>((at, key) => (isRecord(at) ? own(at, key) : undefined), root);
  return $ref.startsWith('#') && isRecord(target) ? target : undefined;
};

/** `/a/b~1c` as its keys. */
export const segments = (pointer: string): readonly string[] =>
  pointer
    .split('/')
    .slice(1)
    .map((segment) => segment.replaceAll('~1', '/').replaceAll('~0', '~'));
