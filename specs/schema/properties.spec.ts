import fc from 'fast-check';
import { Check } from 'typebox/schema';
import type { JsonSchema } from 'rxswarm/schema';
import { checker } from '../../lib/schema/check.ts';
import { fitsIn } from '../../lib/schema/fits.ts';
import { strictProblem } from '../../lib/schema/strict.ts';
import { wire } from '../../lib/schema/to-endpoint.ts';
import { endpointProblems, passes } from '../support/json-schema.ts';

const KEYS = ['a', 'b', 'constructor', '__proto__', 'toString'];
const key = fc.constantFrom(...KEYS);

/** Sets own properties, also of the name `__proto__`. */
const object = (entries: readonly (readonly [string, unknown])[]): Record<string, unknown> =>
  Object.fromEntries(entries);

const { schema: anySchema } = fc.letrec<{ schema: JsonSchema; leaf: JsonSchema }>((tie) => ({
  leaf: fc.oneof(
    fc.constantFrom<JsonSchema>(
      { type: 'string' },
      { type: 'number', minimum: 0 },
      { type: 'boolean' },
      { type: 'null' },
    ),
    fc.constantFrom<JsonSchema>(
      { enum: ['a', 1, null] },
      { const: 'b' },
      { type: ['string', 'null'] },
      { $ref: '#/$defs/N' },
    ),
  ),
  schema: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    tie('leaf'),
    fc.record({ type: fc.constant('array'), items: tie('schema') }),
    fc.record({
      type: fc.constant('array'),
      prefixItems: fc.array(tie('schema'), { minLength: 1, maxLength: 2 }),
      items: fc.constant(false),
    }),
    fc.record({ anyOf: fc.array(tie('schema'), { minLength: 1, maxLength: 3 }) }),
    fc
      .record({
        properties: fc.array(fc.tuple(key, tie('schema')), { maxLength: 3 }).map(object),
        required: fc.uniqueArray(key, { maxLength: 2 }),
        additionalProperties: fc.oneof(fc.boolean(), tie('schema')),
      })
      .map(({ properties, required, additionalProperties }) => ({
        type: 'object',
        properties,
        required: required.filter((name) => Object.hasOwn(properties, name)),
        additionalProperties,
      })),
  ),
}));

/** More keywords that hold schemas, for `fits`. */
const withCombinators = fc.oneof(
  anySchema,
  fc.record({ allOf: fc.array(anySchema, { minLength: 1, maxLength: 2 }) }),
  fc.record({ oneOf: fc.array(anySchema, { minLength: 1, maxLength: 3 }) }),
  fc.record({ not: anySchema }),
  fc.record({ if: anySchema, then: anySchema, else: anySchema }),
  fc.record({ type: fc.constant('array'), contains: anySchema, minContains: fc.nat(2), maxContains: fc.constant(2) }),
  fc.record({ type: fc.constant('object'), propertyNames: fc.constant({ enum: ['a', 'b'] }) }),
  fc.record({
    type: fc.constant('object'),
    patternProperties: fc.record({ '^a': anySchema }),
    additionalProperties: anySchema,
  }),
);

const rooted = (schema: JsonSchema, definition: JsonSchema): JsonSchema => ({
  type: 'object',
  properties: { p: schema },
  required: ['p'],
  $defs: {
    N: { anyOf: [{ type: 'object', properties: { a: { $ref: '#/$defs/N' } } }, { type: 'string' }, definition] },
  },
});

const plain = fc.constantFrom<JsonSchema>({ type: 'number' }, { type: 'array', items: { $ref: '#/$defs/N' } });

const { value: anyValue } = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom(null, true, 0, 1, -1, 'a', 'b', ''),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.array(fc.tuple(key, tie('value')), { maxLength: 3 }).map(object),
  ),
}));

const asSent = (value: unknown): unknown => JSON.parse(JSON.stringify(value)) as unknown;

describe('for any schema and any value', () => {
  it('fits() says what TypeBox says', () => {
    fc.assert(
      fc.property(withCombinators, plain, anyValue, (schema, definition, value) => {
        const root = rooted(schema, definition);
        const given = bare({ p: value });
        expect(fitsIn(root)()(root, given)).toBe(Check(root, given));
      }),
      { numRuns: 200 },
    );
  });

  it('the checker takes what a validator that is not ours takes, and strips nulls for no other reason', () => {
    fc.assert(
      fc.property(anySchema, plain, anyValue, fc.boolean(), (schema, definition, value, strict) => {
        const root = rooted(schema, definition);
        const sent = bare({ p: value });
        const checked = checker({ accepts: root, strict })(sent);
        if ('value' in checked) expect(passes(root, checked.value)).toBe(true);
        else expect(passes(root, sent)).toBe(false);
        if (passes(root, sent)) expect('value' in checked).toBe(true);
        if (passes(root, sent) && !strict) expect(asSent('value' in checked && checked.value)).toEqual(asSent(sent));
      }),
      { numRuns: 200 },
    );
  });

  it('tells a problem for whatever does not fit, and pollutes nothing', () => {
    fc.assert(
      fc.property(anySchema, plain, anyValue, (schema, definition, value) => {
        const checked = checker({ accepts: rooted(schema, definition), strict: false })(bare({ p: value }));
        if ('problem' in checked) expect(checked.problem).toMatch(/^[^\n]+(\n[^\n]+){0,7}$/);
        expect(Object.keys(Object.prototype)).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });

  it('the endpoint is sent a schema in its own words, which stays as it is when it is rewritten', () => {
    fc.assert(
      fc.property(anySchema, plain, fc.boolean(), (schema, definition, wanted) => {
        const root = rooted(schema, definition);
        const strict = wanted && strictProblem(root) === undefined;
        const sent = wire(root, strict);
        expect(endpointProblems(sent, strict)).toEqual([]);
        expect(wire(sent, strict)).toEqual(sent);
      }),
      { numRuns: 150 },
    );
  });

  it('the null form of strict mode comes back as the value itself', () => {
    fc.assert(
      fc.property(anySchema, plain, anyValue, (schema, definition, value) => {
        const root = rooted(schema, definition);
        fc.pre(strictProblem(root) === undefined && passes(root, bare({ p: value })));
        const filled = withNulls(root, { p: value });
        fc.pre(passes(wire(root, true), filled));
        const checked = checker({ accepts: root, strict: true })(filled);
        expect('value' in checked && passes(root, checked.value)).toBe(true);
      }),
      { numRuns: 200 },
    );
  });
});

/** Without `__proto__` keys, which the checker drops, and without prototypes. */
function bare(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(bare);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([name]) => name !== '__proto__');
  return Object.assign(Object.create(null) as object, object(entries.map(([name, inner]) => [name, bare(inner)])));
}

/** A value as strict mode has a model write it: null for each property of the root that is left out. */
function withNulls(root: JsonSchema, value: object): unknown {
  const names = Object.keys(root['properties'] ?? {});
  return { ...Object.fromEntries(names.map((name) => [name, null])), ...(bare(value) as object) };
}
