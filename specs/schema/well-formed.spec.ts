import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SwarmError } from 'rxswarm';
import { outputSchema, withSchema, type FunctionSchema } from 'rxswarm/schema';
import Type from 'typebox';

/** The sentence with which a schema is refused as parameters and as an output. */
const refusals = (schema: unknown): readonly string[] =>
  [
    () => withSchema(() => '', { name: 'f', parameters: schema as object as never }),
    () => outputSchema(schema as object),
  ].map((bind) => {
    try {
      bind();
    } catch (error) {
      if (error instanceof SwarmError && error.type === 'usage') return error.message;
    }
    return 'taken';
  });

const property = (schema: unknown): object => ({ type: 'object', properties: { a: schema } });

/** A keyword, values that it cannot have, and words of the remedy. */
const IMPOSSIBLE: readonly (readonly [string, readonly unknown[], string])[] = [
  ['type', ['strin', 'String', 3, null, [], ['string', 'nul'], {}], 'expected one of string, number,'],
  ['enum', ['a', {}, [], null, 3], 'expected a list of at least one value'],
  ...['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum'].map(
    (keyword) => [keyword, ['x', true, null, NaN, Infinity, {}], 'expected a finite number'] as const,
  ),
  ['multipleOf', [0, -1, 'x', null], 'expected a number above 0'],
  ...['minLength', 'maxLength', 'minItems', 'maxItems', 'minProperties', 'maxProperties', 'minContains'].map(
    (keyword) => [keyword, [-1, 1.5, '3', null, true], 'expected a whole number from 0 up'] as const,
  ),
  ['pattern', ['[', '(', '\\p{No}{', 3, null, /a/], 'expected a regular expression'],
  ...['format', 'title', 'description', '$comment', 'contentEncoding'].map(
    (keyword) => [keyword, [3, null, {}, true], 'expected a string'] as const,
  ),
  ...['uniqueItems', 'readOnly', 'deprecated'].map((keyword) => [keyword, ['yes', 1, null], 'true or false'] as const),
  ['required', ['a', [1], {}, true, null], 'expected a list of property names'],
  ['dependentRequired', [[], { a: 'b' }, 'a'], 'expected an object of lists of property names'],
  ...['properties', '$defs', 'dependentSchemas'].map(
    (keyword) => [keyword, [[], 'a', 3, null], 'expected an object of schemas by name'] as const,
  ),
  ['patternProperties', [[], { '[': {} }], 'expected an object of schemas by regular expressions'],
  ...['anyOf', 'oneOf', 'allOf', 'prefixItems'].map(
    (keyword) => [keyword, [{}, [], 'a', null], 'expected a list of at least one schema'] as const,
  ),
  ['items', [[{ type: 'string' }]], 'schemas by place go into prefixItems'],
  ['items', [3, null, 'string', String], '/items '],
  ...['additionalProperties', 'propertyNames', 'contains', 'not', 'if', 'then', 'else'].map(
    (keyword) => [keyword, [3, null, 'string', [], String, new Date()], `/${keyword} is`] as const,
  ),
  ['$ref', [3, null], 'expected a string'],
  ['$dynamicRef', ['#node'], 'expected a $ref to a name in $defs'],
  ...['const', 'default', 'description', 'minimum', 'fields'].map(
    (keyword) => [keyword, [() => 1, Number], 'expected JSON, which holds no functions'] as const,
  ),
  ['$ref', ['#node', '#/$defs/None', '#/properties/a', 'https://example.com/schema'], 'points nowhere'],
];

class Person {
  readonly name = 'Ada';
}

/** Has a `type`, as a JSON Schema has. */
class ZodObject {
  readonly type = 'object';
  readonly '~standard' = { version: 1, vendor: 'zod' };
}

/** A value in place of a schema, and words of the remedy. */
const FOREIGN: readonly (readonly [string, unknown, string])[] = [
  ['Zod', new ZodObject(), 'schema of zod: pass z.toJSONSchema(schema)'],
  ['Zod before Standard Schema', { _def: {}, safeParse: () => 1 }, 'schema of zod: pass z.toJSONSchema(schema)'],
  [
    'Valibot',
    { kind: 'schema', type: 'object', entries: {}, '~standard': { version: 1, vendor: 'valibot' } },
    'schema of valibot: pass toJsonSchema(schema)',
  ],
  [
    'ArkType',
    Object.assign(() => 1, { '~standard': { version: 1, vendor: 'arktype' } }),
    'schema of arktype: pass schema.toJsonSchema()',
  ],
  ['another of Standard Schema', { '~standard': { vendor: 'own' } }, 'schema of own: pass the JSON Schema'],
  ['a broken Standard Schema', { '~standard': undefined }, 'schema of another library: pass the JSON Schema'],
  ['an instance', new Person(), 'is an instance of Person'],
  ['a date', new Date(), 'is an instance of Date'],
  ['a map', new Map(), 'is an instance of Map'],
  ['a constructor', String, "is a constructor: write { type: 'string' }"],
  ['a function', () => 1, 'is a function: write a JSON Schema'],
];

describe('a schema that cannot be meant', () => {
  it.each(IMPOSSIBLE.flatMap(([keyword, values, words]) => values.map((value) => [keyword, value, words] as const)))(
    '%s: %p is refused with its place: %s',
    (keyword, value, words) => {
      for (const message of refusals(property({ [keyword]: value }))) {
        expect(message).toContain(words);
        expect(message).toContain(`/properties/a/${keyword}`);
      }
    },
  );

  it.each(FOREIGN)('%s is refused as the schema itself, as a part and at any depth', (_, foreign, words) => {
    for (const message of [...refusals(foreign), ...refusals(property(foreign))]) expect(message).toContain(words);
    const deep = property({ anyOf: [{ type: 'array', items: foreign }, { type: 'null' }] });
    for (const message of refusals(deep)) expect(message).toContain('/properties/a/anyOf/0/items is');
  });

  it.each(FOREIGN.filter(([, foreign]) => typeof foreign === 'object' || typeof foreign === 'function'))(
    '%s is refused by withSchema in place of a FunctionSchema',
    (_, foreign, words) => {
      expect(() => withSchema(function f() {}, foreign as FunctionSchema)).toThrow(words);
    },
  );

  it.each([
    [{ name: 3 }, 'name'],
    [{ description: {} }, 'description'],
    [{ order: 'a' }, 'order'],
    [{ order: [1] }, 'order'],
    [{ strict: 'yes' }, 'strict'],
    [{ defaults: [] }, 'defaults'],
    [{ revive: ['/a'] }, 'revive'],
    [{ approval: 'always' }, 'approval'],
    [{ returns: true }, 'returns'],
    [{ returns: { type: 'strng' } }, 'returns'],
    [{ aproval: true }, 'unknown field "aproval"'],
  ])('%j is refused as a field of a FunctionSchema', (fields, words) => {
    expect(() => withSchema(function f() {}, fields as never)).toThrow(words);
  });

  it.each([
    [{ minimum: 5, maximum: 1 }, 'minimum is above maximum'],
    [{ minLength: 2, maxLength: 1 }, 'minLength is above maxLength'],
    [{ minItems: 1, maxItems: 0 }, 'minItems is above maxItems'],
    [{ minProperties: 3, maxProperties: 2 }, 'minProperties is above maxProperties'],
    [
      { properties: { b: {} }, required: ['b', 'c'], additionalProperties: false },
      'required names "c", which properties lacks',
    ],
    [{ required: ['toString'], additionalProperties: false }, 'required names "toString", which properties lacks'],
  ])('is refused when no value could fit %j', (part, words) => {
    for (const sentence of refusals(property(part))) expect(sentence).toContain(`/properties/a: ${words}`);
  });

  it('is refused when the schema of a result is nested too deeply', () => {
    const returns = Array.from({ length: 10_000 }).reduce<object>((inner) => property(inner), { type: 'string' });
    expect(() => withSchema(function f() {}, { returns })).toThrow('returns must have at most 200 levels');
  });

  it('is refused, not run out of stack, when it is nested too deeply or holds itself', () => {
    const deep = Array.from({ length: 10_000 }).reduce<object>((inner) => property(inner), { type: 'string' });
    const circular: { type: string; properties: Record<string, unknown> } = { type: 'object', properties: {} };
    circular.properties['a'] = circular;
    for (const schema of [deep, circular])
      for (const message of refusals(schema)) expect(message).toMatch(/at most 200 levels; name its parts in \$defs/);
  });

  it('is refused when its references lead in a circle', () => {
    const schema = {
      ...property({ $ref: '#/$defs/A' }),
      $defs: { A: { $ref: '#/$defs/B' }, B: { $ref: '#/$defs/A' } },
    };
    for (const message of refusals(schema)) expect(message).toMatch(/points nowhere/);
  });
});

describe('a schema that is meant', () => {
  const fixtures = join(__dirname, '../fixtures/introspect');
  const cases = readdirSync(fixtures, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name }) => {
      const expected: unknown = JSON.parse(readFileSync(join(fixtures, name, 'expected.json'), 'utf8'));
      return schemasIn(expected).map((schema, index) => [`${name} ${String(index)}`, schema] as const);
    });

  it('is found among the fixtures of introspection', () => {
    expect(cases.length).toBeGreaterThan(100);
  });

  it.each(cases)('is taken: %s', (_, schema) => {
    expect(refusals(schema)[0]).toBe('taken');
  });

  it.each<[string, object]>([
    ['made by TypeBox', Type.Object({ a: Type.Optional(Type.Union([Type.Literal(1), Type.Array(Type.String())])) })],
    ['with keywords of others', property({ type: 'string', 'x-order': 3, markdownDescription: 'x' })],
    ['with schemas that are true and false', { ...property(true), additionalProperties: false }],
    ['without a prototype', Object.assign(Object.create(null) as object, { type: 'object' })],
    [
      'with properties of hostile names',
      JSON.parse('{"type":"object","properties":{"__proto__":{"type":"string"},"constructor":{}}}') as object,
    ],
    ['with an absent keyword', property({ type: 'string', pattern: undefined })],
  ])('is taken: %s', (_, schema) => {
    expect(refusals(schema)).toEqual(['taken', 'taken']);
  });
});

/** The schemas of parameters in what introspection writes. */
function schemasIn(written: unknown): readonly object[] {
  if (typeof written !== 'object' || written === null) return [];
  if ('parameters' in written && typeof written.parameters === 'object') return [written.parameters as object];
  return Object.values(written).flatMap(schemasIn);
}
