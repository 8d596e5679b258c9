import { isRecord } from '../util/is-record.ts';

/** How schemas of other libraries become JSON Schema, by the vendor's name of Standard Schema. */
const REMEDIES: Readonly<Record<string, string>> = {
  zod: 'pass z.toJSONSchema(schema)',
  valibot: 'pass toJsonSchema(schema) of "@valibot/to-json-schema"',
  arktype: 'pass schema.toJsonSchema()',
  effect: 'pass JSONSchema.make(schema)',
};

const REMEDY = 'pass the JSON Schema that its library makes of it';

/** The constructors of JavaScript that are written in place of a type: `{ a: String }`. */
const CONSTRUCTORS: ReadonlyMap<unknown, string> = new Map<unknown, string>([
  [String, "{ type: 'string' }"],
  [Number, "{ type: 'number' }"],
  [Boolean, "{ type: 'boolean' }"],
  [Array, "{ type: 'array', items: … }"],
  [Object, "{ type: 'object', properties: … }"],
  [Date, "{ type: 'string', format: 'date-time' }"],
]);

/**
 * Returns words for a value that stands where a JSON Schema must be and is something else: a schema of Zod, Valibot, ArkType and
 * others, a constructor, an instance of a class. Returns `undefined` for plain objects and booleans, which may be schemas.
 */
export const foreignProblem = (schema: unknown): string | undefined => {
  const vendor = vendorOf(schema);
  if (vendor !== undefined) return `is a schema of ${vendor || 'another library'}: ${REMEDIES[vendor] ?? REMEDY}`;
  const type = CONSTRUCTORS.get(schema);
  if (type !== undefined) return `is a constructor: write ${type}`;
  if (typeof schema === 'boolean') return undefined;
  if (typeof schema === 'function') return `is a function: write a JSON Schema such as { type: 'string' }`;
  if (!isRecord(schema)) return `is ${Array.isArray(schema) ? 'a list' : String(schema)}: write a JSON Schema`;
  return isPlain(schema) ? undefined : `is an instance of ${className(schema)}: ${REMEDY}`;
};

/** The vendor's name by Standard Schema; Zod before 3.24 is known by its own marks. */
const vendorOf = (schema: unknown): string | undefined => {
  if ((typeof schema !== 'object' && typeof schema !== 'function') || schema === null) return undefined;
  if ('~standard' in schema) {
    const { vendor = '' } = (schema['~standard'] ?? {}) as { readonly vendor?: string };
    return vendor;
  }
  return '_def' in schema && 'safeParse' in schema ? 'zod' : undefined;
};

/** True for literals, also of another realm, and for objects without a prototype. */
const isPlain = (schema: object): boolean => {
  const prototype = Object.getPrototypeOf(schema) as object | null;
  return prototype === null || Object.getPrototypeOf(prototype) === null;
};

const className = (schema: object): string => {
  const { constructor } = schema as { readonly constructor?: unknown };
  return typeof constructor === 'function' ? constructor.name || 'a class' : 'a class';
};
