import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { boundSchema, outputSchema, withSchema, type FunctionSchema } from 'rxswarm/schema';
import { mapOf } from '../../scripts/introspect/format/map.ts';
import { openProgram } from '../../scripts/introspect/parse/program.ts';
import { readerOf } from '../../scripts/introspect/parse/reader.ts';
import { readFiles } from '../../scripts/introspect/read.ts';
import { endpointProblems, metaProblem, passes } from '../support/json-schema.ts';

type Json = Readonly<Record<string, unknown>>;
type ObjectSchema = Json & { readonly type: string };
type Entry = FunctionSchema & { readonly parameters: ObjectSchema; readonly error?: string };
/** A type tagged `@schema`. */
type OutputEntry = Omit<Entry, 'parameters'> & { readonly kind: 'output'; readonly schema: ObjectSchema };

const HOME = 'specs/fixtures/introspect';
const read = (path: string): unknown => JSON.parse(readFileSync(join(HOME, path), 'utf8'));

const cases = readdirSync(HOME, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => {
    const input = readdirSync(join(HOME, name)).find((file) => file.startsWith('input.')) ?? '';
    return { name, input, file: join(process.cwd(), HOME, name, input) };
  });

const files = cases.map(({ file }) => file);
const results = readFiles(readerOf(openProgram({ files, project: join(HOME, 'tsconfig.json') })), files, 'auto');

/** Returns the JSON that the command writes in the folder of the case. */
const written = (name: string, file: string, input: string): unknown => {
  const text = JSON.stringify(
    mapOf(results.filter((result) => result.file === file).map((result) => ({ ...result, file: input }))),
  );
  return JSON.parse(text.replaceAll(`${HOME}/${name}/`, ''));
};

/**
 * Adds `null` for absent properties, as a model in strict mode does. With `own`, only where null is not among the
 * property's own values.
 */
const withNulls = (root: Json, schema: Json, value: unknown, own: boolean): unknown => {
  const defs = { $defs: root['$defs'] ?? {} };
  const target =
    typeof schema['$ref'] === 'string' ? (defs.$defs as Record<string, Json>)[schema['$ref'].slice(8)] : schema;
  const branches = (target?.['anyOf'] as readonly Json[] | undefined) ?? [target ?? {}];
  const branch = branches.find((candidate) => passes({ ...candidate, ...defs }, value)) ?? {};
  if (branch['$ref'] !== undefined) return withNulls(root, branch, value, own);
  if (Array.isArray(value)) {
    const places = (branch['prefixItems'] ?? []) as readonly Json[];
    return value.map((item, index) => withNulls(root, places[index] ?? (branch['items'] as Json), item, own));
  }
  const properties = branch['properties'] as Readonly<Record<string, Json>> | undefined;
  if (properties === undefined || typeof value !== 'object' || value === null) return value;
  const given = value as Json;
  return Object.fromEntries(
    Object.entries(properties).flatMap(([name, part]) => {
      if (Object.hasOwn(given, name)) return [[name, withNulls(root, part, given[name], own)]];
      return own && !passes({ ...part, ...defs }, null) ? [] : [[name, null]];
    }),
  );
};

/** Returns the check that the written module would export. */
const checkOf = (entry: Entry | OutputEntry): ((value: unknown) => unknown) => {
  if (!('kind' in entry)) return (value) => boundSchema(withSchema(() => '', { ...entry, name: 'f' }))?.check(value);
  const { accepts = entry.schema, strict = false } = entry;
  return outputSchema(accepts, { name: 'f', strict }).check;
};

it('covers at least 150 functions', () => {
  expect(cases.flatMap(({ name }) => Object.keys(read(`${name}/instances.json`) as object)).length).toBeGreaterThan(
    150,
  );
});

it('writes the same for a file whatever else is read, and in whatever order', () => {
  const project = join(HOME, 'tsconfig.json');
  const text = (all: typeof results, path: string): string => JSON.stringify(all.filter(({ file }) => file === path));
  const backwards = readFiles(
    readerOf(openProgram({ files: [...files].reverse(), project })),
    [...files].reverse(),
    'auto',
  );
  expect(files.filter((file) => text(backwards, file) !== text(results, file))).toEqual([]);
  const some = files.filter((file) => /unions|recursion|utility-types/.test(file));
  const alone = some.flatMap((file) => readFiles(readerOf(openProgram({ files: [file], project })), [file], 'auto'));
  expect(some.filter((file) => text(alone, file) !== text(results, file))).toEqual([]);
});

describe.each(cases)('$name', ({ name, input, file }) => {
  const expected = read(`${name}/expected.json`) as Readonly<Record<string, Entry | OutputEntry>>;
  const instances = read(`${name}/instances.json`) as Readonly<Record<string, { accept: Json[]; reject: unknown[] }>>;
  const entries = Object.entries(expected)
    .filter(([, { error }]) => error === undefined)
    .map(([key, entry]) => [key, entry, 'kind' in entry ? entry.schema : entry.parameters] as const);

  it('matches its golden file', () => {
    expect(written(name, file, input)).toEqual(expected);
  });

  it('reports a place for each refused function and type', () => {
    for (const [key, { error }] of Object.entries(expected))
      if (error !== undefined) expect([key, error]).toEqual([key, expect.stringMatching(/^\w+\.\w+:\d+:\d+ \S+: .+/)]);
  });

  it.each(entries)('%s is valid JSON Schema that the endpoint takes', (_, { accepts, strict = false }, sent) => {
    expect(metaProblem(sent)).toBeNull();
    expect(metaProblem((accepts ?? sent) as Json)).toBeNull();
    expect(endpointProblems(sent, strict)).toEqual([]);
  });

  it.each(entries)('%s takes and refuses what it must', (key, entry, sent) => {
    const { accept, reject } = instances[key.replace(/^.*#/, '')] ?? { accept: [], reject: [] };
    const held = (entry.accepts ?? sent) as Json;
    const check = checkOf(entry);
    expect([accept.length > 0, reject.length > 0]).toEqual([true, true]);
    for (const value of accept) {
      expect([value, passes(held, value)]).toEqual([value, true]);
      expect(check(value)).toEqual({ value });
      expect([value, passes(sent, entry.strict ? withNulls(held, held, value, false) : value)]).toEqual([value, true]);
      if (entry.strict)
        expect(check(withNulls(held, held, value, false))).toEqual({
          value: withNulls(held, held, value, true),
        });
    }
    for (const value of reject) {
      expect([value, passes(held, value)]).toEqual([value, false]);
      expect([value, check(value)]).toEqual([value, { problem: expect.stringMatching(/^[\w.[\]-]+: \S/) as string }]);
    }
  });
});
