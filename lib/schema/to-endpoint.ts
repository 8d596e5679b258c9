import { isRecord } from '../util/is-record.ts';
import type { JsonSchema } from '../messages/types.ts';
import { inPlannedOrder, planFirstKeys } from './first-keys.ts';
import { group, list, requiredOf, values } from './json.ts';
import { portablePattern } from './portable-pattern.ts';
import { limitProblem } from './strict-limits.ts';
import { looksAround, textPattern } from './text-patterns.ts';
import { withoutTypeList } from './type-branches.ts';

/**
 * Keywords that strict mode takes as well as the structure. Others are told in a pattern, in the description or not at
 * all. Source: developers.openai.com/api/docs/guides/structured-outputs#supported-schemas, November 2026.
 */
const STRICT_KEYWORDS = [
  ...['type', 'description', 'enum', 'pattern', 'multipleOf', 'minimum', 'maximum', 'exclusiveMinimum'],
  ...['exclusiveMaximum', 'minItems', 'maxItems', '$ref'],
];
const STRICT_FORMATS = ['date-time', 'time', 'date', 'duration', 'email', 'hostname', 'ipv4', 'ipv6', 'uuid'];

/** Keywords that are rebuilt in either mode, or that are of no use to a model. */
const REBUILT = [
  'properties',
  'required',
  'items',
  'prefixItems',
  'anyOf',
  'oneOf',
  '$defs',
  'const',
  '$schema',
  '$id',
];

/**
 * Returns a schema as the endpoint takes it: `anyOf` for `oneOf` and for lists of types, `enum` for `const`, one `items` for the
 * places of a tuple, a `$ref` alone. In strict mode every property is required, optional ones are nullable, objects are closed,
 * the first key tells the branches of a union apart, and keywords that the endpoint refuses move into a pattern or the description.
 */
export const wire = (schema: JsonSchema, strict: boolean): JsonSchema => {
  const sent = part(schema, strict);
  return strict ? inPlannedOrder(sent, planFirstKeys(sent).first) : sent;
};

/** A schema as it is sent. */
export interface Sent {
  /** The schema in the endpoint's words. */
  readonly schema: JsonSchema;
  /** True if strict mode is asked for. */
  readonly strict: boolean;
}

/** Returns a schema as it is sent, without strict mode where it exceeds a limit of the endpoint, which would refuse it. */
export const toEndpoint = (schema: JsonSchema, strict: boolean): Sent => {
  const sent = wire(schema, strict);
  const isRefused = strict && limitProblem(sent) !== undefined;
  return isRefused ? { schema: wire(schema, false), strict: false } : { schema: sent, strict };
};

const part = (given: JsonSchema, strict: boolean): JsonSchema => {
  const schema = withoutTypeList(given);
  const rebuilt = {
    ...keywords(schema, strict),
    ...fixed(schema),
    ...union(schema, strict),
    ...object(schema, strict),
  };
  const sent = { ...rebuilt, ...array(schema, strict), ...definitions(schema, strict) };
  return alone(inOrderOf(schema, sent));
};

/** Keeps the order of the keywords, so that a schema that needs no change keeps its text. */
const inOrderOf = (schema: JsonSchema, sent: JsonSchema): JsonSchema => {
  const kept = Object.keys(schema).filter((keyword) => keyword in sent);
  return { ...Object.fromEntries(kept.map((keyword) => [keyword, sent[keyword]])), ...sent };
};

const keywords = (schema: JsonSchema, strict: boolean): JsonSchema => {
  const all = Object.entries(schema)
    .filter(([keyword]) => !REBUILT.includes(keyword))
    .map(([keyword, value]): [string, unknown] =>
      keyword === 'additionalProperties' && isRecord(value)
        ? [keyword, part(value, strict)]
        : keyword === 'patternProperties'
          ? [keyword, partsByName(schema, keyword, strict)]
          : [keyword, value],
    );
  const taken = all.filter((entry) => (strict ? isTaken(entry) : !isLookaround(entry)));
  const pattern = strict ? textPattern(schema, isStrictFormat) : undefined;
  const lost = all.filter((entry) => !taken.includes(entry) && !pattern?.says.includes(entry[0]));
  const description = describe(schema['description'], lost);
  return {
    ...Object.fromEntries(taken.map(portable)),
    ...(pattern ? { pattern: pattern.pattern } : {}),
    ...(description === '' ? {} : { description }),
  };
};

const portable = ([keyword, value]: [string, unknown]): readonly [string, unknown] =>
  keyword === 'pattern' && typeof value === 'string' ? [keyword, portablePattern(value)] : [keyword, value];

const isTaken = ([keyword, value]: [string, unknown]): boolean =>
  (STRICT_KEYWORDS.includes(keyword) && !isLookaround([keyword, value])) ||
  (keyword === 'format' && isStrictFormat(value));

const isStrictFormat = (format: unknown): boolean => STRICT_FORMATS.includes(String(format));

const isLookaround = ([keyword, value]: [string, unknown]): boolean => keyword === 'pattern' && looksAround(value);

/** Keywords that say nothing a model could act on. */
const SILENT = ['additionalProperties', 'title', '$comment', 'readOnly', 'writeOnly', 'contentEncoding'];

const describe = (description: unknown, lost: readonly (readonly [string, unknown])[]): string => {
  const words = lost
    .filter(([keyword, value]) => !SILENT.includes(keyword) && value !== false)
    .map(([keyword, value]) => (value === true ? keyword : `${keyword} ${JSON.stringify(value)}`));
  const note = words.length === 0 ? [] : [`(${words.join(', ')})`];
  return [...(typeof description === 'string' && description !== '' ? [description] : []), ...note].join(' ');
};

const fixed = (schema: JsonSchema): JsonSchema => ('const' in schema ? { enum: [schema['const']] } : {});

const union = (schema: JsonSchema, strict: boolean): JsonSchema => {
  const branches = list(schema, 'anyOf').concat(list(schema, 'oneOf'));
  return branches.length === 0 ? {} : { anyOf: branches.map((branch) => part(branch, strict)) };
};

const object = (schema: JsonSchema, strict: boolean): JsonSchema => {
  if (schema['type'] !== 'object' && schema['properties'] === undefined) return {};
  const names = Object.keys(group(schema, 'properties'));
  const required = requiredOf(schema);
  const property = (name: string): JsonSchema => {
    const sent = part(group(schema, 'properties')[name] ?? {}, strict);
    return strict && !required.includes(name) ? nullable(sent) : sent;
  };
  return {
    properties: Object.fromEntries(names.map((name) => [name, property(name)])),
    ...(strict ? { required: names, additionalProperties: false } : required.length > 0 ? { required } : {}),
  };
};

/** Adds null as a branch: a list of types says the same, and some servers refuse it (see `withoutTypeList`). */
const nullable = (schema: JsonSchema): JsonSchema => {
  if (allowsNull(schema)) return schema;
  const { description, anyOf, ...bare } = schema;
  const words = description === undefined ? {} : { description };
  if (Array.isArray(anyOf)) return { ...words, ...bare, anyOf: [...(anyOf as unknown[]), { type: 'null' }] };
  return { ...words, anyOf: [bare, { type: 'null' }] };
};

const allowsNull = (schema: JsonSchema): boolean =>
  schema['type'] === 'null' || values(schema, 'enum').includes(null) || list(schema, 'anyOf').some(allowsNull);

const array = (schema: JsonSchema, strict: boolean): JsonSchema => {
  if (schema['type'] !== 'array') return {};
  const places = list(schema, 'prefixItems');
  const rest = isRecord(schema['items']) ? [schema['items']] : [];
  const kinds = distinct([...places, ...rest].map((kind) => part(kind, strict)));
  const bound = schema['items'] === false && schema['maxItems'] === undefined ? { maxItems: places.length } : {};
  return { items: kinds.length > 1 ? { anyOf: kinds } : (kinds[0] ?? {}), ...bound };
};

const distinct = (schemas: readonly JsonSchema[]): readonly JsonSchema[] => [
  ...new Map(schemas.map((schema) => [JSON.stringify(schema), schema])).values(),
];

const definitions = (schema: JsonSchema, strict: boolean): JsonSchema =>
  schema['$defs'] === undefined ? {} : { $defs: partsByName(schema, '$defs', strict) };

const partsByName = (schema: JsonSchema, keyword: string, strict: boolean): JsonSchema =>
  Object.fromEntries(Object.entries(group(schema, keyword)).map(([name, named]) => [name, part(named, strict)]));

/** Puts words around a `$ref`: the endpoint refuses them next to it. */
const alone = (schema: JsonSchema): JsonSchema => {
  const { $ref, ...others } = schema;
  return $ref === undefined || Object.keys(others).length === 0 ? schema : { ...others, anyOf: [{ $ref }] };
};
