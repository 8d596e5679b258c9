import type { JsonSchema } from '../messages/types.ts';
import { isRecord } from '../util/is-record.ts';
import { group, list, own, resolve, values } from './json.ts';
import { subschemas } from './keywords.ts';

/** The schemas to reorder, each with the property that comes first. */
type FirstKeys = ReadonlyMap<JsonSchema, string>;

/** The branches of the unions in a schema, and how they are told apart. */
export interface FirstKeyPlan {
  /** The properties that come first, by schema. */
  readonly first: FirstKeys;
  /** Place of the first union whose branches cannot be told apart, as a JSON pointer. */
  readonly problem?: string;
}

/**
 * Finds an order of properties by which the first key tells the branches of each union apart. OpenAI asks for it in
 * strict mode: "Objects provided via 'anyOf' must not share identical first keys" (openai/openai-python#2193, March
 * 2025). Branches may share a first key whose values differ, as `kind: 'a'` and `kind: 'b'` do.
 */
export const planFirstKeys = (root: JsonSchema): FirstKeyPlan => {
  const first = new Map<JsonSchema, string>();
  for (const [place, branches] of unionsIn(root, root, '')) {
    const wanted = told(branches, first);
    if (wanted === undefined) return { first, problem: place };
    for (const [branch, key] of wanted) first.set(branch, key);
  }
  return { first };
};

type Union = readonly [place: string, branches: readonly JsonSchema[]];

/** Returns the object branches of each union, references followed. */
const unionsIn = (root: JsonSchema, schema: JsonSchema, place: string): readonly Union[] => {
  const branches = list(schema, 'anyOf').length > 0 ? [...new Set(objectsOf(root, schema, new Set()))] : [];
  const inner = subschemas(schema).flatMap(([pointer, part]) =>
    isRecord(part) ? unionsIn(root, part, `${place}/${pointer}`) : [],
  );
  return branches.length > 1 ? [[place, branches], ...inner] : inner;
};

const objectsOf = (root: JsonSchema, schema: JsonSchema, seen: Set<JsonSchema>): readonly JsonSchema[] => {
  const target = resolve(root, schema);
  if (target === undefined || seen.has(target)) return [];
  seen.add(target);
  const branches = list(target, 'anyOf');
  if (branches.length > 0) return branches.flatMap((branch) => objectsOf(root, branch, seen));
  return target['type'] === 'object' && namesOf(target).length > 0 ? [target] : [];
};

const namesOf = (schema: JsonSchema): readonly string[] => Object.keys(group(schema, 'properties'));

const firstOf = (schema: JsonSchema, first: FirstKeys): string => first.get(schema) ?? namesOf(schema)[0] ?? '';

type Branches = readonly JsonSchema[];

/** Returns the branches to reorder, or `undefined` where no order tells them apart. */
const told = (branches: Branches, first: FirstKeys): FirstKeys | undefined => {
  const current = new Map(branches.map((branch) => [branch, firstOf(branch, first)]));
  if (areApart(current)) return new Map();
  const candidates = [sharedKeys(branches), ownKeys(branches, current)];
  return candidates.find((keys) => keys.size === branches.length && areApart(keys) && isFree(keys, first));
};

/** A schema that two unions share has one order. */
const isFree = (keys: FirstKeys, first: FirstKeys): boolean =>
  [...keys].every(([branch, key]) => (first.get(branch) ?? key) === key);

const areApart = (keys: FirstKeys): boolean => {
  const taken = new Map<string, Set<unknown>>();
  return [...keys].every(([branch, key]) => {
    const mine = valuesOf(branch, key);
    const known = taken.get(key);
    if (known === undefined) taken.set(key, new Set(mine.length > 0 ? mine : [ANY]));
    else if (mine.length === 0 || known.has(ANY) || mine.some((value) => known.has(value))) return false;
    else for (const value of mine) known.add(value);
    return true;
  });
};

/** Stands for a property without a list of values. */
const ANY = Symbol('any value');

const valuesOf = (branch: JsonSchema, key: string): readonly unknown[] => {
  const property = own(group(branch, 'properties'), key);
  return isRecord(property) ? values(property, 'enum') : [];
};

/** A property of all branches whose values differ. */
const sharedKeys = (branches: Branches): FirstKeys => {
  const [one] = branches;
  const key = one && namesOf(one).find((name) => areApart(new Map(branches.map((branch) => [branch, name]))));
  return new Map(key === undefined ? [] : branches.map((branch) => [branch, key]));
};

/** For each branch a property that no other branch has, or its first one. */
const ownKeys = (branches: Branches, current: FirstKeys): FirstKeys =>
  new Map(
    branches.map((branch) => {
      const others = new Set(branches.filter((other) => other !== branch).flatMap(namesOf));
      const key = current.get(branch) ?? '';
      const unique = others.has(key) ? namesOf(branch).find((name) => !others.has(name)) : undefined;
      return [branch, unique ?? key] as const;
    }),
  );

/** Returns a copy of a schema with the properties in the order of a plan. */
export const inPlannedOrder = (schema: JsonSchema, first: FirstKeys): JsonSchema => {
  if (first.size === 0) return schema;
  const ordered = (part: unknown): unknown => {
    if (Array.isArray(part)) return part.map(ordered);
    if (!isRecord(part)) return part;
    const key = first.get(part);
    const inner = Object.fromEntries(Object.entries(part).map(([name, value]) => [name, ordered(value)]));
    return key === undefined ? inner : keyFirst(inner, key);
  };
  return ordered(schema) as JsonSchema;
};

const keyFirst = (schema: JsonSchema, key: string): JsonSchema => {
  const properties = group(schema, 'properties');
  const required = values(schema, 'required').filter((name) => name !== key);
  return { ...schema, properties: { [key]: properties[key] ?? {}, ...properties }, required: [key, ...required] };
};
