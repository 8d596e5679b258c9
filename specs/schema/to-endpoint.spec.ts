import { boundSchema, withSchema, type JsonSchema } from 'rxswarm/schema';
import { strictProblem } from '../../lib/schema/strict.ts';
import { toEndpoint, wire } from '../../lib/schema/to-endpoint.ts';
import { endpointProblems, passes } from '../support/json-schema.ts';

const strict = (property: object): unknown =>
  (wire({ type: 'object', properties: { p: property }, required: ['p'] }, true)['properties'] as { p: unknown }).p;
const defs = { $defs: { A: { type: 'string' } } };
const loose = (property: object): unknown =>
  (wire({ type: 'object', properties: { p: property } }, false)['properties'] as { p: unknown }).p;
const optional = (property: object): unknown =>
  (wire({ type: 'object', properties: { p: property } }, true)['properties'] as { p: unknown }).p;

describe('what the endpoint is sent', () => {
  it.each([
    ['oneOf', { oneOf: [{ type: 'string' }] }, { anyOf: [{ type: 'string' }] }],
    ['const', { const: 'a' }, { enum: ['a'] }],
    [
      'words beside a reference',
      { $ref: '#/$defs/A', description: 'x' },
      { description: 'x', anyOf: [{ $ref: '#/$defs/A' }] },
    ],
    [
      'a tuple',
      { type: 'array', prefixItems: [{ type: 'string' }, { type: 'number' }], minItems: 2, items: false },
      { type: 'array', items: { anyOf: [{ type: 'string' }, { type: 'number' }] }, minItems: 2, maxItems: 2 },
    ],
    ['an array of anything', { type: 'array' }, { type: 'array', items: {} }],
    [
      'a map',
      { type: 'object', additionalProperties: { const: 1 } },
      { type: 'object', properties: {}, additionalProperties: { enum: [1] } },
    ],
  ])('%s, in either mode', (_, schema, sent) => {
    expect(wire(schema, false)).toEqual(sent);
  });

  it('in strict mode requires all, closes objects and says in words what keywords may not', () => {
    const schema = {
      type: 'object',
      properties: {
        id: { type: 'string', minLength: 3, description: 'Which.' },
        tags: { type: 'array', items: { type: 'string' }, uniqueItems: true, default: [] },
      },
      required: ['id'],
    };
    expect(wire(schema, true)).toEqual({
      type: 'object',
      properties: {
        id: { type: 'string', description: 'Which.', pattern: '^[^\\x00]{3,}$' },
        tags: {
          description: '(uniqueItems, default [])',
          anyOf: [{ type: 'array', items: { type: 'string' } }, { type: 'null' }],
        },
      },
      required: ['id', 'tags'],
      additionalProperties: false,
    });
  });

  it.each([
    [{ type: 'string' }, { anyOf: [{ type: 'string' }, { type: 'null' }] }],
    [
      { type: 'string', enum: ['a'], description: 'x' },
      { description: 'x', anyOf: [{ type: 'string', enum: ['a'] }, { type: 'null' }] },
    ],
    [{ type: 'null' }, { type: 'null' }],
    [{ enum: ['a', null] }, { enum: ['a', null] }],
    [{ anyOf: [{ type: 'string' }, { type: 'null' }] }, { anyOf: [{ type: 'string' }, { type: 'null' }] }],
    [{ $ref: '#/$defs/A' }, { anyOf: [{ $ref: '#/$defs/A' }, { type: 'null' }] }],
    [
      { anyOf: [{ type: 'string' }, { type: 'number' }] },
      { anyOf: [{ type: 'string' }, { type: 'number' }, { type: 'null' }] },
    ],
  ])('makes optional %j nullable', (property, sent) => {
    expect(optional(property)).toEqual(sent);
    expect(strict(property)).toEqual(property);
    expect(passes({ ...defs, properties: { p: sent } }, { p: null })).toBe(true);
  });

  it.each([
    [{ type: ['string', 'null'] }, { anyOf: [{ type: 'string' }, { type: 'null' }] }],
    [
      { type: ['string'], minLength: 1 },
      { type: 'string', minLength: 1 },
    ],
    [
      { description: 'x', type: ['string', 'integer'], enum: ['a', 1] },
      {
        description: 'x',
        anyOf: [
          { type: 'string', enum: ['a'] },
          { type: 'integer', enum: [1] },
        ],
      },
    ],
    [
      { type: ['string', 'null'], enum: ['a'] },
      { type: 'string', enum: ['a'] },
    ],
    [
      { type: ['number', 'string'], minimum: 1, pattern: '^a$' },
      {
        anyOf: [
          { type: 'number', minimum: 1 },
          { type: 'string', pattern: '^a$' },
        ],
      },
    ],
    [
      { type: ['object', 'null'], properties: { a: { type: ['string', 'null'] } }, required: ['a'] },
      {
        anyOf: [
          { type: 'object', properties: { a: { anyOf: [{ type: 'string' }, { type: 'null' }] } }, required: ['a'] },
          { type: 'null' },
        ],
      },
    ],
    [{ type: ['string', 'null'], anyOf: [{ type: 'string' }] }, { anyOf: [{ type: 'string' }] }],
  ])('sends the list of types in %j as branches', (property, sent) => {
    expect(loose(property)).toEqual(sent);
    expect(JSON.stringify(strict(property))).not.toMatch(/"type":\[/);
  });

  it.each<readonly [object, object]>([
    [{ maxLength: 20 }, { pattern: '^[^\\x00]{0,20}$' }],
    [{ minLength: 2, maxLength: 2 }, { pattern: '^[^\\x00]{2}$' }],
    [{ minLength: 1, maxLength: 5000 }, { description: '(minLength 1, maxLength 5000)' }],
    [{ maxLength: 0 }, { description: '(maxLength 0)' }],
    [{ minLength: 3, maxLength: 2 }, { description: '(minLength 3, maxLength 2)' }],
    [
      { maxLength: 5, pattern: '^a+$' },
      { pattern: '^a+$', description: '(maxLength 5)' },
    ],
    [
      { maxLength: 5, enum: ['a'] },
      { enum: ['a'], description: '(maxLength 5)' },
    ],
    [
      { maxLength: 9, format: 'email' },
      { format: 'email', description: '(maxLength 9)' },
    ],
    [{ format: 'uri' }, { pattern: '^[A-Za-z][A-Za-z0-9+.-]*:[^\\x00-\\x20"<>\\\\]*$', description: '(format "uri")' }],
    [{ format: 'json-pointer' }, { pattern: '^(/([^\\x00/~]|~[01])*)*$', description: '(format "json-pointer")' }],
    [{ format: 'idn-email' }, { description: '(format "idn-email")' }],
    [{ pattern: '^(?!a)b$' }, { description: '(pattern "^(?!a)b$")' }],
    [{ pattern: '^\\d{4}$' }, { pattern: '^[0-9]{4}$' }],
  ])('in strict mode says %j of a text as %j', (keywords, sent) => {
    expect(strict({ type: 'string', ...keywords })).toEqual({ type: 'string', ...sent });
  });

  it.each([
    ['uri', ['https://a.example/b?c=d#e', 'mailto:a@b.example', 'urn:x:1'], ['a b', 'no-scheme', 'https://a b']],
    ['json-pointer', ['', '/a/0', '/a~1b'], ['a', '/~2']],
  ])('a pattern for the format %s takes its values and refuses others', (format, yes, no) => {
    const { pattern } = strict({ type: 'string', format }) as { pattern: string };
    expect([...yes, ...no].map((text) => new RegExp(pattern, 'u').test(text))).toEqual([
      ...yes.map(() => true),
      ...no.map(() => false),
    ]);
  });

  it('without strict mode keeps lengths as keywords, and says in words a pattern that looks around', () => {
    expect(loose({ type: 'string', maxLength: 20 })).toEqual({ type: 'string', maxLength: 20 });
    expect(loose({ type: 'string', pattern: '^(?=a).$' })).toEqual({
      type: 'string',
      description: '(pattern "^(?=a).$")',
    });
    expect(loose({ type: 'string', pattern: '^\\(?=a$' })).toEqual({ type: 'string', pattern: '^\\(?=a$' });
  });

  it('changes nothing that is in the endpoint’s words already', () => {
    const schema = {
      type: 'object',
      properties: { a: { anyOf: [{ type: 'string' }, { type: 'null' }] } },
      additionalProperties: false,
    };
    const sent = wire(schema, true);
    expect(wire(sent, true)).toEqual(sent);
  });
});

type Properties = Readonly<Record<string, object>>;
const closed = (properties: Properties): object => ({
  type: 'object',
  properties,
  required: Object.keys(properties),
  additionalProperties: false,
});
const union = (...branches: readonly Properties[]): object => ({
  type: 'object',
  properties: { p: { anyOf: branches.map(closed) } },
  required: ['p'],
});
const text = { type: 'string' };
const only = (...values: readonly unknown[]): object => ({ enum: values });

describe('the branches of a union', () => {
  /** Returns the first keys of the branches as they are sent. */
  const firstKeys = (schema: object): readonly (readonly [string | undefined, unknown])[] =>
    (
      wire(schema as JsonSchema, true) as unknown as { properties: { p: { anyOf: JsonSchema[] } } }
    ).properties.p.anyOf.map(({ properties, required }) => [
      Object.keys(properties as object)[0],
      (required as string[])[0],
    ]);

  it.each<readonly [string, object, readonly string[]]>([
    ['without a common key stay', union({ a: text }, { b: text }), ['a', 'b']],
    ['told apart by their first key stay', union({ k: only('a'), v: text }, { k: only('b'), v: text }), ['k', 'k']],
    ['are told apart by a key that is not first', union({ v: text, k: only(1) }, { v: text, k: only(2) }), ['k', 'k']],
    [
      'are told apart by keys of their own',
      union({ id: text, mail: text }, { id: text, phone: text }),
      ['mail', 'phone'],
    ],
    ['are told apart where one has more', union({ a: text }, { a: text, b: text }), ['a', 'b']],
    ['of true and false', union({ ok: only(true), v: text }, { ok: only(false), v: text }), ['ok', 'ok']],
  ])('%s', (_, schema, keys) => {
    expect(firstKeys(schema)).toEqual(keys.map((key) => [key, key]));
    expect(strictProblem(schema as JsonSchema)).toBeUndefined();
    expect(endpointProblems(wire(schema as JsonSchema, true), true)).toEqual([]);
  });

  it('are told apart behind references too', () => {
    const branch = (kind: string): object => closed({ v: text, kind: only(kind) });
    const schema = {
      type: 'object',
      properties: { p: { anyOf: [{ $ref: '#/$defs/A' }, { anyOf: [{ $ref: '#/$defs/B' }] }] } },
      required: ['p'],
      $defs: { A: branch('a'), B: branch('b') },
    };
    const { $defs } = wire(schema, true) as { $defs: Readonly<Record<string, { properties: object }>> };
    expect(Object.values($defs).map(({ properties }) => Object.keys(properties))).toEqual([
      ['kind', 'v'],
      ['kind', 'v'],
    ]);
  });

  it.each([
    ['of the same keys', union({ v: text, w: text }, { v: only('a'), w: text })],
    ['with values in common', union({ k: only('a', 'b') }, { k: only('b') })],
  ])('%s cannot be told apart', (_, schema) => {
    expect(strictProblem(schema as JsonSchema)).toMatch(/^\/properties\/p: its branches begin with the same key/);
  });
});

describe('toEndpoint()', () => {
  it.each([
    [union({ v: text }, { v: only('a') }), false],
    [union({ v: text }, { w: text }), true],
  ])('sends %j in strict mode: %j', (schema, strictly) => {
    expect(toEndpoint(schema as JsonSchema, true)).toEqual({
      schema: wire(schema as JsonSchema, strictly),
      strict: strictly,
    });
  });

  it('is used by withSchema: a function beyond a limit is called without strict mode', () => {
    const parameters = union({ v: text }, { v: only('a') }) as { readonly type: string };
    expect(boundSchema(withSchema(() => '', { name: 'f', parameters, strict: true }))).toMatchObject({
      strict: false,
      parameters: { properties: { p: { anyOf: [{ required: ['v'] }, { required: ['v'] }] } } },
    });
  });
});

describe('why strict mode cannot hold', () => {
  const deep = (levels: number): object =>
    levels === 0
      ? { type: 'string' }
      : { type: 'object', properties: { p: deep(levels - 1) }, additionalProperties: false };

  it.each([
    [{ type: 'object', properties: { a: {} } }, '/properties/a: any value is allowed, strict mode wants a type'],
    [
      { type: 'object', additionalProperties: { type: 'string' } },
      '/: properties of any name are allowed, strict mode wants them listed',
    ],
    [
      { type: 'object', properties: { a: { allOf: [], type: 'string' } } },
      '/properties/a: allOf is refused in strict mode',
    ],
    [
      { type: 'object', properties: { a: { type: 'array' } } },
      '/properties/a: items of any kind are allowed, strict mode wants a type',
    ],
    [deep(11), '/: 11 levels, strict mode takes 10'],
    [deep(10), undefined],
  ])('%j', (schema, problem) => {
    expect(strictProblem(schema as JsonSchema)).toBe(problem);
  });

  const many = (count: number, value: (index: number) => string = (index) => `v${String(index)}`): string[] =>
    Array.from({ length: count }, (_, index) => value(index));
  const long = (length: number) => (index: number) => String(index).padStart(length, 'x');
  const names = (count: number, length: number): object =>
    closed(Object.fromEntries(many(count, long(length)).map((name) => [name, text] as const)));

  it.each([
    ['5,001 properties', names(5001, 5), '/: 5001 properties, strict mode takes 5000'],
    ['5,000 properties', names(5000, 5), undefined],
    [
      '1,001 values',
      closed({ a: only(...many(501)), b: only(...many(500)) }),
      '/: 1001 values of enums, strict mode takes 1000',
    ],
    ['1,000 values', closed({ a: only(...many(500)), b: only(...many(500)) }), undefined],
    [
      'names of 120,010 characters',
      names(10, 12_001),
      '/: 120010 characters of names and values, strict mode takes 120000',
    ],
    ['names of 120,000 characters', names(10, 12_000), undefined],
    [
      '251 texts of 15,060 characters',
      closed({ a: only(...many(251, long(60))) }),
      '/properties/a: 251 values of 15060 characters, strict mode takes 15000 characters where there are more than 250',
    ],
    ['250 texts of 25,000 characters', closed({ a: only(...many(250, long(100))) }), undefined],
    ['251 texts of 14,809 characters', closed({ a: only(...many(251, long(59))) }), undefined],
  ])('%s', (_, schema, problem) => {
    expect(strictProblem(schema as JsonSchema)).toBe(problem);
  });
});
