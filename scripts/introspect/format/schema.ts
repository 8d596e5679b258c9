import type { Definition, Literal, PropertyModel, Shape, ShapeOf, Words } from '../model.ts';
import { withKeywords } from './keywords.ts';

/** A JSON Schema. */
export type Schema = Readonly<Record<string, unknown>>;

/** A JSON Schema of an object, as endpoints require for parameters. */
export type RootSchema = Schema & { readonly type: 'object' };

/** Definitions found on the way, by unique name. They are written once, at the root. */
export type Definitions = Map<Definition, { readonly name: string; schema: Schema }>;

/** Formats a shape as JSON Schema 2020-12. */
export const schemaOf = (shape: Shape, definitions: Definitions): Schema => {
  switch (shape.kind) {
    case 'any':
    case 'nothing':
    case 'refused':
      return {};
    case 'string':
    case 'number':
    case 'boolean':
      return { type: shape.kind };
    case 'choice':
      return choice(shape);
    case 'text':
      return textSchema(shape);
    case 'revived':
      return shape.values ? { type: 'string', enum: shape.values } : { ...REVIVED[shape.as] };
    case 'array':
      return { type: 'array', items: schemaOf(shape.items, definitions) };
    case 'set':
      return { type: 'array', items: schemaOf(shape.items, definitions), uniqueItems: true };
    case 'map':
      return map(shape, definitions);
    case 'tuple':
      return tuple(shape, definitions);
    case 'object':
      return objectSchema(shape, definitions);
    case 'union':
      return union(shape.members.map((member) => schemaOf(member, definitions)));
    case 'reference':
      return reference(shape.definition, definitions);
  }
};

const REVIVED = {
  date: { type: 'string', format: 'date-time' },
  url: { type: 'string', format: 'uri' },
  bytes: {
    type: 'string',
    contentEncoding: 'base64',
    pattern: '^([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$',
  },
  bigint: { type: 'string', pattern: '^-?\\d+$' },
} as const;

const typeOf = (value: Literal): string => (value === null ? 'null' : typeof value);

const one = <T>(values: readonly T[]): T | readonly T[] => (values.length === 1 ? (values[0] as T) : values);

const choice = ({ values, names }: ShapeOf<'choice'>): Schema => {
  const types = [...new Set(values.map(typeOf))];
  if (one(types) === 'null') return { type: 'null' };
  const legend = names?.map((name, index) => `${JSON.stringify(values[index])} = ${name}`).join(', ');
  return { type: one(types), enum: values, ...(legend === undefined ? {} : { description: legend }) };
};

const textSchema = ({ pattern, examples }: ShapeOf<'text'>): Schema => ({
  type: 'string',
  ...(pattern === undefined ? {} : { pattern }),
  ...(examples === undefined ? {} : { examples }),
});

/** A map with text keys is an object; a map with other keys is a list of pairs. */
const map = ({ key, value }: ShapeOf<'map'>, definitions: Definitions): Schema => {
  const entry = { kind: 'tuple', places: [key, value], required: 2 } as const;
  return isText(key)
    ? objectSchema({ properties: [], others: value, ...(key.kind === 'string' ? {} : { names: key }) }, definitions)
    : { type: 'array', items: tuple(entry, definitions) };
};

/** Returns whether a shape is text in JSON. */
export const isText = (shape: Shape): boolean =>
  shape.kind === 'string' ||
  shape.kind === 'text' ||
  (shape.kind === 'choice' && shape.values.every((value) => typeof value === 'string'));

const tuple = ({ places, required, rest }: ShapeOf<'tuple'>, definitions: Definitions): Schema => ({
  type: 'array',
  ...(places.length > 0 ? { prefixItems: places.map((place) => schemaOf(place, definitions)) } : {}),
  items: rest ? schemaOf(rest, definitions) : false,
  ...(required > 0 ? { minItems: required } : {}),
  ...(rest ? {} : { maxItems: places.length }),
});

/**
 * Closed, unless the type has an index signature, because TypeScript refuses unknown properties in literals as well.
 */
export const objectSchema = (
  { properties, others, names, patterns = [] }: Omit<ShapeOf<'object'>, 'kind'>,
  definitions: Definitions,
): Schema => {
  const required = properties.filter(({ optional }) => !optional).map(({ name }) => name);
  return {
    type: 'object',
    properties: Object.fromEntries(
      properties.map((property) => [property.name, propertySchema(property, definitions)]),
    ),
    ...(required.length > 0 ? { required } : {}),
    ...(patterns.length > 0 ? { patternProperties: patternSchemas(patterns, definitions) } : {}),
    additionalProperties: others ? schemaOf(others, definitions) : false,
    ...(names && properties.length === 0 ? { propertyNames: schemaOf(names, definitions) } : {}),
  };
};

/** Two index signatures of one pattern would be one. */
const patternSchemas = (
  patterns: NonNullable<ShapeOf<'object'>['patterns']>,
  definitions: Definitions,
): Readonly<Record<string, Schema>> =>
  Object.fromEntries(patterns.map(({ pattern, shape }) => [pattern, schemaOf(shape, definitions)]));

/** Formats an object as a whole schema, with recursive types in `$defs`. */
export const rootSchema = (shape: Omit<ShapeOf<'object'>, 'kind'>): RootSchema => {
  const definitions: Definitions = new Map();
  const root = objectSchema(shape, definitions);
  const $defs = Object.fromEntries([...definitions.values()].map(({ name, schema }) => [name, schema]));
  return { ...root, type: 'object', ...(definitions.size > 0 ? { $defs } : {}) };
};

/** Formats the shape of a property, with its description and keywords. */
export const propertySchema = (
  { shape, words }: Pick<PropertyModel, 'shape' | 'words'>,
  definitions: Definitions,
): Schema => worded(schemaOf(shape, definitions), words);

const worded = (schema: Schema, { description, keywords = {} }: Words): Schema => {
  const said = [description, schema['description']].filter((text) => typeof text === 'string').join('\n\n');
  return withKeywords(said === '' ? schema : { ...schema, description: said }, keywords);
};

/** Types without further keywords share one list of types; all others are branches. */
const union = (schemas: readonly Schema[]): Schema => {
  const isBare = (schema: Schema): boolean => Object.keys(schema).length === 1 && typeof schema['type'] === 'string';
  const withNull = nullableChoice(schemas);
  if (withNull !== undefined) return withNull;
  const bare = schemas.filter(isBare).map(({ type }) => type);
  const others = schemas.filter((schema) => !isBare(schema));
  if (others.length === 0) return { type: one([...new Set(bare)]) };
  return { anyOf: [...others, ...bare.map((type) => ({ type }))] };
};

/** `boolean | 'auto'` stays in branches. Nullable text of a form needs none. */
const nullableChoice = (schemas: readonly Schema[]): Schema | undefined => {
  const [first, second] = schemas;
  const isPair = schemas.length === 2 && second?.['type'] === 'null' && first?.['type'] === 'string';
  return isPair ? { ...first, type: ['string', 'null'] } : undefined;
};

const reference = (definition: Definition, definitions: Definitions): Schema => {
  const known = definitions.get(definition);
  if (known !== undefined) return { $ref: `#/$defs/${known.name}` };
  const added = { name: freeName(definition.name, definitions), schema: {} };
  definitions.set(definition, added);
  added.schema = schemaOf(definition.shape, definitions);
  return { $ref: `#/$defs/${added.name}` };
};

const freeName = (name: string, definitions: Definitions): string => {
  const same = [...definitions.keys()].filter((other) => other.name === name).length;
  return same === 0 ? name : `${name}_${String(same + 1)}`;
};
