import type { JsonSchema } from 'rxswarm/schema';
import { checker } from '../../lib/schema/check.ts';
import { reviver } from '../../lib/schema/revive.ts';

/** A schema that counts how often any part of it is read. */
const counted = (schema: JsonSchema): { readonly schema: JsonSchema; readonly steps: () => number } => {
  let steps = 0;
  const proxies = new Map<object, object>();
  const wrap = (part: unknown): unknown => {
    if (typeof part !== 'object' || part === null) return part;
    const proxy =
      proxies.get(part) ??
      new Proxy(part, {
        get: (target, key, receiver) => {
          steps++;
          return wrap(Reflect.get(target, key, receiver));
        },
      });
    proxies.set(part, proxy);
    return proxy;
  };
  return { schema: wrap(schema) as JsonSchema, steps: () => steps };
};

const ref = { $ref: '#/$defs/Node' };

/** Unions that refer to themselves: each level can be tried in several ways. */
const RECURSIVE: Readonly<Record<string, object>> = {
  'branches of the same shape': {
    anyOf: [
      { type: 'object', properties: { next: ref, a: { type: 'string' } } },
      { type: 'object', properties: { next: ref, b: { type: 'string' } } },
      { type: 'object', properties: { next: ref, c: { type: 'string' } } },
      { type: 'string' },
    ],
  },
  'branches that require': {
    anyOf: [
      { type: 'object', properties: { next: ref, left: { type: 'string' } }, required: ['next'] },
      { type: 'object', properties: { next: ref, right: { type: 'string' } }, required: ['next'] },
      { type: 'null' },
    ],
  },
  oneOf: {
    oneOf: [
      { type: 'object', properties: { next: ref }, required: ['next'], additionalProperties: false },
      { type: 'object', properties: { next: ref, other: {} }, required: ['next', 'other'] },
      { type: 'boolean' },
    ],
  },
  'lists of unions': {
    anyOf: [
      { type: 'object', properties: { next: { anyOf: [ref, { type: 'array', items: ref }] } } },
      { type: 'object', properties: { next: { anyOf: [{ type: 'array', items: ref }, ref] } } },
      { type: 'number' },
    ],
  },
  'branches without further properties': {
    anyOf: [
      { type: 'object', properties: { next: ref, a: {} }, unevaluatedProperties: false },
      { type: 'object', allOf: [{ properties: { next: ref } }], unevaluatedProperties: { type: 'null' } },
      { type: 'array', prefixItems: [ref], unevaluatedItems: false },
      { type: 'string' },
    ],
  },
  'allOf around references': {
    anyOf: [
      { type: 'object', allOf: [{ properties: { next: ref } }, { properties: { next: ref } }] },
      { type: 'object', properties: { next: ref }, not: { required: ['wrong'] } },
      { type: 'number' },
    ],
  },
};

const schemaOf = (node: object): JsonSchema => ({
  type: 'object',
  properties: { root: ref },
  required: ['root'],
  $defs: { Node: node },
});

/** A value of so many levels, with a leaf. */
const nested = (levels: number, leaf: unknown, more: object = {}): object => ({
  root: Array.from({ length: levels }).reduce((next) => ({ next, ...more }), leaf),
});

/** Leaves of which some fit and some do not. */
const LEAVES: readonly unknown[] = ['text', 3, true, null, {}, { wrong: 1 }, [], [[3]], { a: null, b: null }];

const cases = Object.entries(RECURSIVE).flatMap(([name, node]) =>
  LEAVES.flatMap((leaf) => [true, false].map((strict) => [name, leaf, strict, node] as const)),
);

describe('checking a value against a union that refers to itself', () => {
  it.each(cases)('takes twice the steps for twice the depth: %s, leaf %j, strict %p', (_, leaf, strict, node) => {
    const stepsFor = (levels: number): number => {
      const { schema, steps } = counted(schemaOf(node));
      const check = checker({ accepts: schema, strict });
      check(nested(1, leaf));
      const before = steps();
      check(nested(levels, leaf, { a: null }));
      return steps() - before;
    };
    const [short, long] = [stepsFor(40), stepsFor(80)];
    expect(long / short).toBeLessThan(2.3);
  });

  it.each(cases)('takes twice the steps for twice the width: %s, leaf %j, strict %p', (_, leaf, strict, node) => {
    const stepsFor = (width: number): number => {
      const { schema, steps } = counted({
        ...schemaOf(node),
        properties: { root: { type: 'array', items: ref } },
      });
      const check = checker({ accepts: schema, strict });
      check({ root: [leaf] });
      const before = steps();
      check({ root: Array.from({ length: width }, () => ({ next: leaf, a: null })) });
      return steps() - before;
    };
    expect(stepsFor(200) / stepsFor(100)).toBeLessThan(2.3);
  });
});

describe('nesting', () => {
  it.each([true, false])('of 10,000 levels is a problem of its own, strict %p', (strict) => {
    for (const schema of [schemaOf(RECURSIVE['oneOf'] ?? {}), { type: 'object' }]) {
      const problem = { problem: 'arguments: expected at most 200 levels of nesting, got more' };
      expect(checker({ accepts: schema, strict })(nested(10_000, 'x'))).toEqual(problem);
      const list = JSON.parse(`{"root":${'['.repeat(5000)}${']'.repeat(5000)}}`) as unknown;
      expect(checker({ accepts: schema, strict })(list)).toEqual(problem);
    }
  });

  it.each(Object.entries(RECURSIVE))('of 198 levels is checked: %s', (_, node) => {
    const check = checker({ accepts: schemaOf(node), strict: true });
    for (const leaf of LEAVES) expect(Object.keys(check(nested(198, leaf)))[0]).toMatch(/^(value|problem)$/);
  });
});

describe('reviving', () => {
  it('looks at each part once, however many depths its pointers may match', () => {
    const stepsFor = (levels: number): number => {
      let reads = 0;
      const value = Array.from({ length: levels }).reduce<object>(
        (next) => ({
          get next() {
            reads++;
            return next;
          },
        }),
        { at: '2026-01-31' },
      );
      reviver({ '/**/a/**/b/**/at': 'date', '/**/at': 'date' })(value);
      return reads;
    };
    expect([stepsFor(100), stepsFor(200)]).toEqual([100, 200]);
  });

  it.each<[string, unknown, unknown]>([
    ['/at', { at: '2026-01-31' }, { at: new Date('2026-01-31') }],
    [
      '/**/at',
      { at: '2026-01-31', a: [{ at: '2026-01-31' }] },
      { at: new Date('2026-01-31'), a: [{ at: new Date('2026-01-31') }] },
    ],
    ['/*/at', { at: '2026-01-31', a: { at: '2026-01-31' } }, { at: '2026-01-31', a: { at: new Date('2026-01-31') } }],
    [
      '/a/**/b/at',
      { a: { b: { at: '2026-01-31' } }, b: { at: '2026-01-31' } },
      { a: { b: { at: new Date('2026-01-31') } }, b: { at: '2026-01-31' } },
    ],
    ['/a~1b', { 'a/b': '2026-01-31' }, { 'a/b': new Date('2026-01-31') }],
  ])('follows %s', (pointer, value, revived) => {
    expect(reviver({ [pointer]: 'date' })(value)).toEqual(revived);
  });

  it('leaves a list that is no list of entries', () => {
    expect(reviver({ '/a': 'map' })({ a: [1, 2] })).toEqual({ a: [1, 2] });
  });
});
