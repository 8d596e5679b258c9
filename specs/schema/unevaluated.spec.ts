import type { JsonSchema } from 'rxswarm/schema';
import { Compile } from 'typebox/schema';
import { fitsIn } from '../../lib/schema/fits.ts';

const a = { properties: { a: { type: 'string' } } };
const b = { properties: { b: { type: 'string' } } };
const rest = { unevaluatedProperties: false } as const;

/** Schemas in which the keys that were looked at depend on other keywords. */
const OF_OBJECTS: readonly JsonSchema[] = [
  { ...a, ...rest },
  { ...a, unevaluatedProperties: { type: 'number' } },
  { allOf: [a, b], ...rest },
  { allOf: [a, { allOf: [b] }], ...rest },
  {
    anyOf: [
      { ...a, required: ['a'] },
      { ...b, required: ['b'] },
    ],
    ...rest,
  },
  {
    oneOf: [
      { ...a, required: ['a'] },
      { ...b, required: ['b'] },
    ],
    ...rest,
  },
  { if: { ...a, required: ['a'] }, then: b, else: { properties: { c: {} } }, ...rest },
  { if: { ...a, required: ['a'] }, ...rest },
  { not: { ...a, required: ['a'] }, ...b, ...rest },
  { patternProperties: { '^a': {} }, ...rest },
  { allOf: [{ ...a, additionalProperties: { type: 'string' } }], ...rest },
  { allOf: [{ ...a, unevaluatedProperties: { type: 'string' } }], ...rest },
  { ...a, dependentSchemas: { a: b }, ...rest },
  { properties: { o: { ...a, ...rest } }, ...rest },
];
const OBJECTS: readonly object[] = [
  {},
  { a: 'x' },
  { a: 1 },
  { b: 'x' },
  { a: 'x', b: 'x' },
  { a: 'x', b: 1 },
  { c: 1 },
  { a: 'x', c: 'x' },
  { b: 'x', c: 1 },
  { o: { a: 'x' } },
  { o: { a: 'x', b: 'x' } },
];

const OF_LISTS: readonly JsonSchema[] = [
  { prefixItems: [{ type: 'string' }], unevaluatedItems: false },
  { prefixItems: [{ type: 'string' }], unevaluatedItems: { type: 'number' } },
  { allOf: [{ prefixItems: [{}] }, { prefixItems: [{}, {}] }], unevaluatedItems: false },
  {
    anyOf: [{ prefixItems: [{ type: 'string' }] }, { prefixItems: [{}, { type: 'number' }] }],
    unevaluatedItems: false,
  },
  { contains: { type: 'string' }, unevaluatedItems: { type: 'number' } },
  { allOf: [{ items: { type: 'string' } }], unevaluatedItems: false },
  { allOf: [{ unevaluatedItems: { type: 'string' } }], unevaluatedItems: false },
];
const LISTS: readonly unknown[] = [[], ['x'], [1], ['x', 1], ['x', 'x'], [1, 'x'], [1, 1, 1], ['x', 1, 'x']];

const cases = [
  ...OF_OBJECTS.flatMap((schema) => OBJECTS.map((value) => [schema, value] as const)),
  ...OF_LISTS.flatMap((schema) => LISTS.map((value) => [schema, value] as const)),
];

describe('keys that no other keyword looks at', () => {
  it.each(cases)('are held against %j as TypeBox holds them: %j', (schema, value) => {
    expect(fitsIn(schema)()(schema, value)).toBe(Compile(schema).Check(value));
  });

  it('are found along references that TypeBox would try anew on each level', () => {
    const node = { ...a, properties: { ...a.properties, next: { $ref: '#/$defs/Node' } } };
    const schema = { $defs: { Node: { anyOf: [{ ...node, ...rest }, { type: 'null' }] } }, $ref: '#/$defs/Node' };
    const fits = fitsIn(schema)();
    expect(fits(schema, { next: { next: { a: 'x', next: null } } })).toBe(true);
    expect(fits(schema, { next: { next: { a: 'x', c: 1 } } })).toBe(false);
  });
});
