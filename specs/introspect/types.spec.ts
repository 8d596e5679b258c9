import fc from 'fast-check';
import { boundSchema, withSchema } from 'rxswarm/schema';
import { introspected } from '../support/introspected.ts';
import { endpointProblems, metaProblem, passes } from '../support/json-schema.ts';

type Values = readonly unknown[];

/** Reads a function, and returns the schema that the written module binds. */
const bound = (text: string): NonNullable<ReturnType<typeof boundSchema>> => {
  const { entries, messages } = introspected(text);
  const entry = entries['f'];
  if (entry?.kind !== 'function' || entry.schema === undefined) throw new Error(messages.join('\n'));
  const schema = boundSchema(withSchema(() => '', entry.schema));
  if (schema === undefined) throw new Error('no schema is bound');
  return schema;
};

const ofType = (type: string): string => `/** F. */ export function f(x: X) { return x; }\n${type}`;

/** Types, each with values of it and others. */
const TYPES: readonly (readonly [name: string, type: string, yes: Values, no: Values])[] = [
  [
    'a list by an interface',
    'type X = string | number | null | { [K in string]?: X } | List; interface List extends ReadonlyArray<X> {}',
    ['a', 1, null, [], [1, ['a', { b: [null] }]], { a: { b: [1] } }],
    [true, [true], { a: [[false]] }],
  ],
  ['a list by a subclass', 'class X extends Array<string> {}', [[], ['a']], ['a', [1], { 0: 'a' }]],
  ['a branded list', "type X = readonly string[] & { readonly __brand: 'Ids' }", [[], ['a']], ['a', [1]]],
  ['a list of nothing', 'type X = never[]', [[]], [[1], [null], {}]],
  [
    'several index signatures',
    'type X = { [key: `data-${string}`]: string; [key: `aria-${string}`]: number }',
    [{}, { 'data-a': 'x' }, { 'data-a': 'x', 'aria-b': 1 }],
    [{ 'data-a': 1 }, { 'aria-b': 'x' }, { other: 'x' }],
  ],
  [
    'index signatures next to properties',
    'type X = { id: string; [key: `on${string}`]: boolean | string; [key: number]: boolean }',
    [{ id: 'a' }, { id: 'a', onA: true, 7: false }],
    [{ onA: true }, { id: 'a', onA: 1 }, { id: 'a', 7: 'x' }, { id: 'a', other: true }],
  ],
  [
    'an index signature of some names next to any',
    'type X = { [key: string]: string | number; [key: `n-${string}`]: number }',
    [{ a: 'x', b: 1, 'n-a': 1 }],
    [{ 'n-a': 'x' }, { a: true }],
  ],
  [
    'one index signature next to a property',
    'type X = { id: string; [key: `x-${string}`]: string }',
    [{ id: 'a', 'x-b': 'c' }],
    [{ id: 'a', other: 'b' }, { 'x-b': 'c' }],
  ],
  ['a choice of bigints', 'type X = 1n | -2n | 30n', ['1', '-2', '30'], ['2', 1, '1n', '']],
  ['one bigint', 'type X = 10n', ['10'], ['1', 10]],
  ['a bigint or a word', "type X = 1n | 'none'", ['1', 'none'], ['2', 1]],
  ['a bigint literal within bigint', 'type X = bigint | null', ['1', null], [1, 'a']],
  ['an empty record', 'type X = Record<string, never>', [{}], [{ a: 1 }, [], null]],
  ['a property that is never there', 'type X = { a: string; b?: never }', [{ a: 'x' }], [{ a: 'x', b: 1 }, {}]],
  [
    'one of two properties',
    'type X = { a: string; b?: never } | { b: string; a?: never }',
    [{ a: 'x' }, { b: 'x' }],
    [{ a: 'x', b: 'x' }, {}],
  ],
  [
    'a tuple with a rest',
    'type X = [a: string, b?: number, ...c: boolean[]]',
    [['a'], ['a', 1, true, false]],
    [[], ['a', 1, 2]],
  ],
  [
    'properties of a Date as text',
    'type X = { [K in keyof Y]: Y[K] extends Date ? string : Y[K] }; type Y = { at: Date }',
    [{ at: 'x' }],
    [{}],
  ],
];

describe.each(TYPES)('the schema of %s', (_, type, yes, no) => {
  const { parameters, check, strict } = bound(ofType(type));

  it('takes its values and refuses others with words', () => {
    for (const x of yes) expect([x, check({ x })]).toEqual([x, { value: { x } }]);
    for (const x of no)
      expect([x, check({ x })]).toEqual([x, { problem: expect.stringMatching(/^x\S*: \S/) as string }]);
  });

  it('is sent in the endpoint’s words, which take its values', () => {
    expect([metaProblem(parameters), ...endpointProblems(parameters, strict)]).toEqual([null]);
    if (!strict) expect(yes.filter((x) => !passes(parameters, { x }))).toEqual([]);
  });
});

describe('the schema of a rest of tuples', () => {
  it.each<readonly [string, string, Values, Values]>([
    ['of several tuples', '...args: [a: string] | [a: number, b: boolean]', [['x'], [1, true]], [[], [1], ['x', true]]],
    ['of several tuples, one of them empty', '...args: [] | [a: number]', [[], [1]], [['x'], [1, 2]]],
  ])('%s takes their values', (_, parameter, yes, no) => {
    const { check } = bound(`/** F. */ export function f(${parameter}) { return args; }`);
    for (const args of yes) expect(check({ args })).toEqual({ value: { args } });
    for (const args of no) expect([args, check({ args })]).toEqual([args, { problem: expect.any(String) as string }]);
  });

  it('is required where each tuple has items', () => {
    expect(bound('/** F. */ export function f(...args: [1] | [2, 3]) {}').check({})).toEqual({
      problem: expect.stringMatching(/^args: /) as string,
    });
    expect(bound('/** F. */ export function f(...args: [] | [2]) {}').check({})).toEqual({ value: {} });
  });

  it('gives labels that repeat names of their own', () => {
    const { order, check } = bound('/** F. */ export function f(...args: [x: string, x: number]) {}');
    expect(order).toEqual(['x', 'args_1']);
    expect(check({ x: 'a', args_1: 1 })).toEqual({ value: { x: 'a', args_1: 1 } });
  });
});

it('revives a bigint of a choice, and keeps a word', () => {
  const { spread, check } = bound(ofType("type X = 1n | 'none'"));
  const given = { contextVariables: {}, signal: new AbortController().signal };
  const passed = (x: string): unknown => {
    const checked = check({ x });
    return 'value' in checked ? spread(checked.value, given) : checked;
  };
  expect([passed('1'), passed('none')]).toEqual([[1n], ['none']]);
});

describe('a type that cannot be said', () => {
  it.each([
    [
      'type X = [string, ...number[], boolean]',
      'is a tuple with a rest before its end, which JSON Schema cannot say; put',
    ],
    ['type X = AsyncIterable<string>', 'is an AsyncIterable, which JSON cannot hold; take a list'],
    [
      'type X = { subscribe(next: (value: string) => void): object; pipe(...operators: unknown[]): X }',
      'is an Observable, which JSON cannot hold; take a list',
    ],
    ['type X = Generator<string>', 'is a Generator, which JSON cannot hold; take a list'],
    ['type X = { a: never; b: string }', 'is never, which has no values'],
    ["type X = 1n | '1'", 'may hold a value to revive or one to keep'],
    ['type X = Partial<Date>', 'is made of the members of Date'],
    ['type X = { [K in keyof Map<string, 1>]: 1 }', 'is made of the members of Map'],
    ['type Deep<T> = { [K in keyof T]?: Deep<T[K]> }; type X = { at: Deep<Date> }', 'is made of the members of Date'],
    ["type X = Omit<'ok', 'length'>", 'is made of the members of String'],
  ])('%s is refused', (type, message) => {
    expect(introspected(ofType(type)).messages).toEqual([expect.stringContaining(message)]);
  });
});

describe('a result that comes one by one', () => {
  it.each([
    ['async function* f() { yield 1; }', /^warning f: returns an AsyncGenerator, which is \{\} as JSON; return an Obs/],
    ['function* f() { yield 1; }', /^warning f: returns a Generator/],
    ['function f(): AsyncIterable<string> { throw 1; }', /^warning f: returns an AsyncIterable/],
    ['async function f(): Promise<IterableIterator<string>> { throw 1; }', /^warning f: returns an IterableIterator/],
  ])('%s is warned about', (code, message) => {
    expect(introspected(`/** F. */ export ${code}`).messages).toEqual([expect.stringMatching(message)]);
  });

  it.each(['string[]', 'Promise<string>', 'Set<string>', 'Iterable<string> | string'])(
    '%s needs no warning',
    (type) => {
      expect(introspected(`/** F. */ export function f(): ${type} { throw 1; }`).messages).toEqual([]);
    },
  );
});

it('takes any text of names under their own index signature, and no other', () => {
  const { check } = bound(ofType('type X = { [key: `a-${string}`]: string; [key: `b-${number}`]: number }'));
  const name = fc.oneof(
    fc.string().map((text) => `a-${text}`),
    fc.integer().map((digits) => `b-${String(digits)}`),
  );
  fc.assert(
    fc.property(name, fc.oneof(fc.string(), fc.integer()), (key, value) => {
      const isOwn = key.startsWith('a-') ? typeof value === 'string' : typeof value === 'number';
      expect('value' in check({ x: { [key]: value } })).toBe(isOwn);
    }),
    { numRuns: 200 },
  );
});
