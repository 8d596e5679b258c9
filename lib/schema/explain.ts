import { Errors } from 'typebox/schema';
import { isRecord } from '../util/is-record.ts';
import type { JsonSchema } from '../messages/types.ts';
import { group, list, own, requiredOf, resolve, values, type JsonObject } from './json.ts';
import { expected, got, keywordWords, typeName } from './words.ts';

/** More lines than this no model reads; the next try shows the rest. */
const LIMIT = 8;

/** Keywords that speak of a value's parts: their words come from the parts themselves. */
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

const line = (path: string, text: string): string => `${path === '' ? 'arguments' : path}: ${text}`;

/** What is wrong with a value, one line each: path, what was expected and what came; empty when nothing is. */
export const explain = (root: JsonSchema, value: unknown): readonly string[] =>
  misfits(root, root, value, '').slice(0, LIMIT);

const misfits = (root: JsonSchema, schema: JsonSchema, value: unknown, path: string): readonly string[] => {
  const target = resolve(root, schema) ?? {};
  const branches = list(target, 'anyOf').concat(list(target, 'oneOf'));
  const ofUnion = branches.length > 0 ? inUnion(root, target, branches, value, path) : [];
  return [...ofUnion, ...ofItself(target, value, path), ...ofParts(root, target, value, path)];
};

const ofItself = (schema: JsonSchema, value: unknown, path: string): readonly string[] => {
  const alone = Object.fromEntries(Object.entries(schema).filter(([keyword]) => !PARTS.includes(keyword)));
  const wrong = new Set<string>(
    Errors(alone, value)[1]
      .filter(isDirect)
      .map((error) => error.keyword),
  );
  // What is no string cannot match a pattern either: the type says it all, and choices say more than the type.
  const keyword = ['enum', 'const', 'type'].find((name) => wrong.has(name)) ?? [...wrong][0];
  if (keyword === undefined) return [];
  const words = keywordWords(keyword, schema[keyword]) ?? `what ${keyword} asks for`;
  return [line(path, `expected ${words}, got ${got(value)}`)];
};

/** A keyword that holds a schema (`propertyNames`) speaks for the errors inside. */
const isDirect = (error: { readonly schemaPath: string }): boolean => error.schemaPath === '#';

const ofParts = (root: JsonSchema, schema: JsonSchema, value: unknown, path: string): readonly string[] =>
  Array.isArray(value)
    ? ofItems(root, schema, value, path)
    : isRecord(value)
      ? ofProperties(root, schema, value, path)
      : [];

const ofItems = (root: JsonSchema, schema: JsonSchema, items: readonly unknown[], path: string): readonly string[] => {
  const places = list(schema, 'prefixItems');
  const rest = schema['items'];
  if (rest === false && items.length > places.length)
    return [line(path, `expected at most ${String(places.length)} items, got ${String(items.length)}`)];
  return items.flatMap((item, index) => {
    const place = places[index] ?? rest;
    return isRecord(place) ? misfits(root, place, item, inside(path, index)) : [];
  });
};

const ofProperties = (root: JsonSchema, schema: JsonSchema, value: JsonObject, path: string): readonly string[] => {
  const properties = group(schema, 'properties');
  const missing = requiredOf(schema).filter((key) => !Object.hasOwn(value, key));
  return [
    ...missing.map((key) => line(inside(path, key), `missing, expected ${expected(root, properties[key] ?? {})}`)),
    ...Object.entries(value).flatMap(([key, inner]) => ofProperty(root, schema, key, inner, inside(path, key))),
  ];
};

const ofProperty = (
  root: JsonSchema,
  schema: JsonSchema,
  key: string,
  value: unknown,
  path: string,
): readonly string[] => {
  const properties = group(schema, 'properties');
  const property = own(properties, key) ?? schema['additionalProperties'];
  if (isRecord(property)) return misfits(root, property, value, path);
  return property === false ? [line(path, `unknown, expected ${known(properties)}`)] : [];
};

const known = (properties: JsonObject): string => {
  const names = Object.keys(properties);
  return names.length === 0 ? 'no properties' : `one of ${names.join(', ')}`;
};

/** In a union the words are those of the branch that was meant, where that can be told, else those of the union. */
const inUnion = (
  root: JsonSchema,
  schema: JsonSchema,
  branches: readonly JsonSchema[],
  value: unknown,
  path: string,
): readonly string[] => {
  const attempts = branches.map((branch) => ({ branch, lines: misfits(root, branch, value, path) }));
  if (attempts.some(({ lines }) => lines.length === 0)) return [];
  const near = attempts.filter(({ branch }) => takes(root, branch, typeName(value)));
  const closest = closestOf(near, isRecord(value) ? tag(root, near, value) : undefined);
  if (Array.isArray(closest)) return [line(inside(path, closest[0]), closest[1])];
  return closest?.lines ?? [line(path, `expected ${expected(root, schema)}, got ${got(value)}`)];
};

interface Attempt {
  readonly branch: JsonSchema;
  readonly lines: readonly string[];
}

const takes = (root: JsonSchema, branch: JsonSchema, type: string): boolean => {
  const target = resolve(root, branch) ?? {};
  return list(target, 'anyOf').length > 0 || [target['type'] ?? type].flat().includes(type);
};

/** The property that tells the branches apart: one fixed value in each of them. */
const tag = (root: JsonSchema, near: readonly Attempt[], value: JsonObject): Tag | undefined => {
  const all = near.map(({ branch }) => group(resolve(root, branch) ?? {}, 'properties'));
  const key = Object.keys(all[0] ?? {}).find((name) => all.every((properties) => fixed(properties[name]).length > 0));
  if (key === undefined || near.length < 2) return undefined;
  const sent = own(value, key);
  const matching = near.filter((_, index) => fixed(all[index]?.[key]).includes(sent));
  return { key, value: sent, matching, choices: all.flatMap((properties) => fixed(properties[key])) };
};

interface Tag {
  readonly key: string;
  readonly value: unknown;
  readonly matching: readonly Attempt[];
  readonly choices: readonly unknown[];
}

const fixed = (schema: JsonSchema | undefined): readonly unknown[] =>
  schema === undefined ? [] : 'const' in schema ? [schema['const']] : values(schema, 'enum');

const closestOf = (near: readonly Attempt[], tagged: Tag | undefined): Attempt | [string, string] | undefined => {
  if (tagged === undefined) return near.length === 1 ? near[0] : fewest(near);
  if (tagged.matching.length > 0) return fewest(tagged.matching);
  const came = tagged.value === undefined ? 'it is missing' : `got ${got(tagged.value)}`;
  return [tagged.key, `expected ${keywordWords('enum', tagged.choices) ?? ''}, ${came}`];
};

/** Scalars have no parts that could be nearly right: of several, the union itself is named. */
const fewest = (near: readonly Attempt[]): Attempt | undefined =>
  near
    .filter(({ branch }) => ['object', 'array'].includes(String(branch['type'])) || '$ref' in branch)
    .sort((a, b) => a.lines.length - b.lines.length)[0];
