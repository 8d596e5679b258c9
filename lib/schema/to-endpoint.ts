import { isRecord } from '../util/is-record.ts';
import type { JsonSchema } from '../messages/types.ts';
import { group, list, requiredOf, values } from './json.ts';

/** Keywords that strict mode takes as well as the structure. Others are told in the description or not at all. */
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
 * Returns a schema as the endpoint takes it: `anyOf` for `oneOf`, `enum` for `const`, one `items` for the places of a tuple, a
 * `$ref` alone. In strict mode every property is required, optional ones are nullable, objects are closed, and keywords that the
 * endpoint refuses move into the description.
 */
export const wire = (schema: JsonSchema, strict: boolean): JsonSchema => {
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
      keyword === 'additionalProperties' && isRecord(value) ? [keyword, wire(value, strict)] : [keyword, value],
    );
  if (!strict) return Object.fromEntries(all);
  const [taken, lost] = [all.filter(isTaken), all.filter((entry) => !isTaken(entry))];
  const description = describe(schema['description'], lost);
  return { ...Object.fromEntries(taken), ...(description === '' ? {} : { description }) };
};

const isTaken = ([keyword, value]: [string, unknown]): boolean =>
  STRICT_KEYWORDS.includes(keyword) || (keyword === 'format' && STRICT_FORMATS.includes(String(value)));

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
  return branches.length === 0 ? {} : { anyOf: branches.map((branch) => wire(branch, strict)) };
};

const object = (schema: JsonSchema, strict: boolean): JsonSchema => {
  if (schema['type'] !== 'object' && schema['properties'] === undefined) return {};
  const names = Object.keys(group(schema, 'properties'));
  const required = requiredOf(schema);
  const property = (name: string): JsonSchema => {
    const sent = wire(group(schema, 'properties')[name] ?? {}, strict);
    return strict && !required.includes(name) ? nullable(sent) : sent;
  };
  return {
    properties: Object.fromEntries(names.map((name) => [name, property(name)])),
    ...(strict ? { required: names, additionalProperties: false } : required.length > 0 ? { required } : {}),
  };
};

const SCALARS: readonly unknown[] = ['string', 'number', 'integer', 'boolean'];

const nullable = (schema: JsonSchema): JsonSchema => {
  if (allowsNull(schema)) return schema;
  const { description, ...bare } = schema;
  const { type, enum: choices, anyOf, ...others } = bare;
  const words = description === undefined ? {} : { description };
  const withNull = { ...words, ...(choices === undefined ? {} : { enum: [...(choices as unknown[]), null] }) };
  if ([type].flat().every((name) => SCALARS.includes(name)))
    return { type: [type, 'null'].flat(), ...withNull, ...others };
  if (Array.isArray(anyOf)) return { ...words, ...others, anyOf: [...(anyOf as unknown[]), { type: 'null' }] };
  return { ...words, anyOf: [bare, { type: 'null' }] };
};

const allowsNull = (schema: JsonSchema): boolean =>
  [schema['type']].flat().includes('null') ||
  values(schema, 'enum').includes(null) ||
  list(schema, 'anyOf').some(allowsNull);

const array = (schema: JsonSchema, strict: boolean): JsonSchema => {
  if (schema['type'] !== 'array') return {};
  const places = list(schema, 'prefixItems');
  const rest = isRecord(schema['items']) ? [schema['items']] : [];
  const kinds = distinct([...places, ...rest].map((kind) => wire(kind, strict)));
  const bound = schema['items'] === false && schema['maxItems'] === undefined ? { maxItems: places.length } : {};
  return { items: kinds.length > 1 ? { anyOf: kinds } : (kinds[0] ?? {}), ...bound };
};

const distinct = (schemas: readonly JsonSchema[]): readonly JsonSchema[] => [
  ...new Map(schemas.map((schema) => [JSON.stringify(schema), schema])).values(),
];

const definitions = (schema: JsonSchema, strict: boolean): JsonSchema =>
  schema['$defs'] === undefined
    ? {}
    : {
        $defs: Object.fromEntries(
          Object.entries(group(schema, '$defs')).map(([name, part]) => [name, wire(part, strict)]),
        ),
      };

/** Puts words around a `$ref`: the endpoint refuses them next to it. */
const alone = (schema: JsonSchema): JsonSchema => {
  const { $ref, ...others } = schema;
  return $ref === undefined || Object.keys(others).length === 0 ? schema : { ...others, anyOf: [{ $ref }] };
};
