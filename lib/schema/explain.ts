import { Errors } from 'typebox/schema';
import { isRecord } from '../util/is-record.ts';
import type { JsonSchema } from '../messages/types.ts';
import { group, list, own, requiredOf, resolve, values, type JsonObject } from './json.ts';
import { expected, got, keywordWords, typeName } from './words.ts';

/** The most lines that a model is told at once. Its next try shows the rest. */
const LIMIT = 8;

/** Keywords about the parts of a value, which are told by the parts themselves. */
const PARTS = [
  'properties',
  'required',
  'additionalProperties',
  'items',
  'prefixItems',
  'anyOf',
  'oneOf',
  '$defs',
  '$ref',
];

const inside = (path: string, key: string | number): string =>
  typeof key === 'number' ? `${path}[${String(key)}]` : path === '' ? key : `${path}.${key}`;

/** Problems of a value. Lines are written when they are told, because the value in them may be large. */
interface Misfits {
  /** How many there are. */
  readonly count: number;
  /** The first of them, up to `LIMIT`. */
  readonly lines: readonly (() => string)[];
}

const NONE: Misfits = { count: 0, lines: [] };

const line = (path: string, text: () => string): Misfits => ({
  count: 1,
  lines: [() => `${path === '' ? 'arguments' : path}: ${text()}`],
});

const together = (all: readonly Misfits[]): Misfits => {
  const some = all.filter(({ count }) => count > 0);
  if (some.length <= 1) return some[0] ?? NONE;
  return {
    count: some.reduce((sum, { count }) => sum + count, 0),
    lines: some
      .slice(0, LIMIT)
      .flatMap(({ lines }) => lines)
      .slice(0, LIMIT),
  };
};

/** Returns the problems of a value, one line each: path, expectation and value; none for a value that fits. */
export const explain = (root: JsonSchema, value: unknown): readonly string[] =>
  misfitsIn(root)(root, value, '').lines.map((text) => text());

type FindMisfits = (schema: JsonSchema, value: unknown, path: string) => Misfits;

/**
 * Returns a search that remembers problems by value and schema, so that a recursive union is tried once. A value has one path, because JSON is a tree.
 */
const misfitsIn = (root: JsonSchema): FindMisfits => {
  const known = new Map<JsonSchema, Map<unknown, Misfits>>();
  const find: FindMisfits = (schema, value, path) => {
    const target = resolve(root, schema) ?? {};
    const ofSchema = known.get(target) ?? new Map<unknown, Misfits>();
    known.set(target, ofSchema);
    // Equal texts and numbers have several paths.
    const key = typeof value === 'object' && value !== null ? value : path;
    const before = ofSchema.get(key);
    if (before !== undefined) return before;
    // A reference that leads back here without a step into the value adds nothing.
    ofSchema.set(key, NONE);
    const branches = list(target, 'anyOf').concat(list(target, 'oneOf'));
    const found = together([
      branches.length > 0 ? inUnion(root, target, branches, value, path, find) : NONE,
      ofItself(target, value, path),
      ofParts(root, target, value, path, find),
    ]);
    ofSchema.set(key, found);
    return found;
  };
  return find;
};

const ofItself = (schema: JsonSchema, value: unknown, path: string): Misfits => {
  const alone = Object.fromEntries(Object.entries(schema).filter(([keyword]) => !PARTS.includes(keyword)));
  const wrong = new Set<string>(
    Errors(alone, value)[1]
      .filter(isDirect)
      .map((error) => error.keyword),
  );
  // A value that is no string cannot match a pattern either: the type says it all, and choices say more than the type.
  const keyword = ['enum', 'const', 'type'].find((name) => wrong.has(name)) ?? [...wrong][0];
  if (keyword === undefined) return NONE;
  const words = () => keywordWords(keyword, schema[keyword]) ?? `a value that fits ${keyword}`;
  return line(path, () => `expected ${words()}, got ${got(value)}`);
};

/** A keyword that holds a schema (`propertyNames`) speaks for the errors inside. */
const isDirect = (error: { readonly schemaPath: string }): boolean => error.schemaPath === '#';

const ofParts = (root: JsonSchema, schema: JsonSchema, value: unknown, path: string, find: FindMisfits): Misfits =>
  Array.isArray(value)
    ? ofItems(schema, value, path, find)
    : isRecord(value)
      ? ofProperties(root, schema, value, path, find)
      : NONE;

const ofItems = (schema: JsonSchema, items: readonly unknown[], path: string, find: FindMisfits): Misfits => {
  const places = list(schema, 'prefixItems');
  const rest = schema['items'];
  if (rest === false && items.length > places.length)
    return line(path, () => `expected at most ${String(places.length)} items, got ${String(items.length)}`);
  return together(
    items.map((item, index) => {
      const place = places[index] ?? rest;
      return isRecord(place) ? find(place, item, inside(path, index)) : NONE;
    }),
  );
};

const ofProperties = (
  root: JsonSchema,
  schema: JsonSchema,
  value: JsonObject,
  path: string,
  find: FindMisfits,
): Misfits => {
  const properties = group(schema, 'properties');
  const missing = requiredOf(schema).filter((key) => !Object.hasOwn(value, key));
  return together([
    ...missing.map((key) =>
      line(inside(path, key), () => `missing, expected ${expected(root, (own(properties, key) ?? {}) as JsonSchema)}`),
    ),
    ...Object.entries(value).map(([key, inner]) => {
      const property = own(properties, key) ?? schema['additionalProperties'];
      if (isRecord(property)) return find(property, inner, inside(path, key));
      return property === false ? line(inside(path, key), () => `unknown, expected ${namesOf(properties)}`) : NONE;
    }),
  ]);
};

const namesOf = (properties: JsonObject): string => {
  const names = Object.keys(properties);
  return names.length === 0 ? 'no properties' : `one of ${names.join(', ')}`;
};

/** Speaks of the branch of a union that was meant, if that can be told, else of the union. */
const inUnion = (
  root: JsonSchema,
  schema: JsonSchema,
  branches: readonly JsonSchema[],
  value: unknown,
  path: string,
  find: FindMisfits,
): Misfits => {
  const attempts = branches.map((branch) => ({ branch, misfits: find(branch, value, path) }));
  if (attempts.some(({ misfits }) => misfits.count === 0)) return NONE;
  const near = attempts.filter(({ branch }) => takes(root, branch, typeName(value)));
  const tagged = isRecord(value) ? tag(root, near, value) : undefined;
  if (tagged && tagged.matching.length === 0) return line(inside(path, tagged.key), () => tagWords(tagged));
  const closest = tagged ? fewest(tagged.matching) : near.length === 1 ? near[0] : fewest(near);
  return closest?.misfits ?? line(path, () => `expected ${expected(root, schema)}, got ${got(value)}`);
};

interface Attempt {
  readonly branch: JsonSchema;
  readonly misfits: Misfits;
}

const takes = (root: JsonSchema, branch: JsonSchema, type: string): boolean => {
  const target = resolve(root, branch) ?? {};
  return list(target, 'anyOf').length > 0 || [target['type'] ?? type].flat().includes(type);
};

/** The property that tells the branches of a union apart. */
interface Tag {
  readonly key: string;
  readonly value: unknown;
  /** The branches that have this value. */
  readonly matching: readonly Attempt[];
  /** The values of all branches. */
  readonly choices: readonly unknown[];
}

/** Returns the property that has fixed values in each branch, if there is one. */
const tag = (root: JsonSchema, near: readonly Attempt[], value: JsonObject): Tag | undefined => {
  const all = near.map(({ branch }) => group(resolve(root, branch) ?? {}, 'properties'));
  const key = Object.keys(all[0] ?? {}).find((name) => all.every((properties) => fixed(properties, name).length > 0));
  if (key === undefined || near.length < 2) return undefined;
  const sent = own(value, key);
  const matching = near.filter((_, index) => fixed(all[index] ?? {}, key).includes(sent));
  return { key, value: sent, matching, choices: all.flatMap((properties) => fixed(properties, key)) };
};

const tagWords = ({ value, choices }: Tag): string => {
  const came = value === undefined ? 'it is missing' : `got ${got(value)}`;
  return `expected ${keywordWords('enum', choices) ?? ''}, ${came}`;
};

const fixed = (properties: JsonObject, key: string): readonly unknown[] => {
  const schema = own(properties, key);
  if (!isRecord(schema)) return [];
  return 'const' in schema ? [schema['const']] : values(schema, 'enum');
};

/** Returns the attempt with the fewest problems. Scalars have no parts that could be nearly right: of these, none. */
const fewest = (near: readonly Attempt[]): Attempt | undefined =>
  near
    .filter(({ branch }) => ['object', 'array'].includes(String(branch['type'])) || '$ref' in branch)
    .sort((a, b) => a.misfits.count - b.misfits.count)[0];
