import { execFileSync } from 'node:child_process';
import { boundSchema, withSchema } from 'rxswarm/schema';
import type { FunctionSchema } from '../../lib/agent/function-schema.ts';

const check = (schema: FunctionSchema, input: unknown): unknown =>
  boundSchema(withSchema(() => '', { name: 'f', ...schema }))?.check(input);

const closed = (properties: object, required: readonly string[] = Object.keys(properties)): FunctionSchema => ({
  parameters: { type: 'object', properties, required, additionalProperties: false },
});

const shapes = closed({
  shape: {
    anyOf: [
      {
        type: 'object',
        properties: { kind: { enum: ['circle'] }, radius: { type: 'number' } },
        required: ['kind', 'radius'],
      },
      {
        type: 'object',
        properties: { kind: { const: 'square' }, side: { type: 'number' } },
        required: ['kind', 'side'],
      },
    ],
  },
});

describe('problems in words for the model', () => {
  it.each<[string, FunctionSchema, unknown, string]>([
    ['a type', closed({ a: { type: 'string' } }), { a: 3 }, 'a: expected string, got number 3'],
    ['nothing coerced', closed({ a: { type: 'number' } }), { a: '3' }, 'a: expected number, got string "3"'],
    [
      'what is missing',
      closed({ a: { type: 'array', items: { type: 'string' } } }),
      {},
      'a: missing, expected array of string',
    ],
    ['what is unknown', closed({ a: {}, b: {} }), { a: 1, b: 2, c: 3 }, 'c: unknown, expected one of a, b'],
    [
      'choices',
      closed({ a: { type: 'string', enum: ['x', 'y'] } }),
      { a: 'z' },
      'a: expected one of "x", "y", got string "z"',
    ],
    ['null', closed({ a: { type: 'string' } }), { a: null }, 'a: expected string, got null'],
    [
      'a pattern',
      closed({ a: { type: 'string', pattern: '^x' } }),
      { a: 'y' },
      'a: expected text that matches ^x, got string "y"',
    ],
    [
      'a format',
      closed({ a: { type: 'string', format: 'date' } }),
      { a: 'y' },
      'a: expected a date such as "2026-01-31", got string "y"',
    ],
    [
      'a bound',
      closed({ a: { type: 'number', minimum: 3 } }),
      { a: 1 },
      'a: expected a number of at least 3, got number 1',
    ],
    ['the arguments', closed({ a: {} }), [1], 'arguments: expected object, got array [1]'],
    [
      'an item',
      closed({ a: { type: 'array', items: { type: 'object', properties: { b: { type: 'boolean' } } } } }),
      { a: [{ b: 1 }] },
      'a[0].b: expected boolean, got number 1',
    ],
    [
      'a place',
      closed({ a: { type: 'array', prefixItems: [{ type: 'number' }], items: false } }),
      { a: [1, 2] },
      'a: expected at most 1 items, got 2',
    ],
    [
      'a union',
      closed({ a: { anyOf: [{ type: 'string' }, { type: 'array', items: { type: 'number' } }] } }),
      { a: true },
      'a: expected string or array of number, got true',
    ],
    ['the branch that was meant', shapes, { shape: { kind: 'square' } }, 'shape.side: missing, expected number'],
    [
      'the tag of a union',
      shapes,
      { shape: { kind: 'hexagon' } },
      'shape.kind: expected one of "circle", "square", got string "hexagon"',
    ],
    [
      'long values, cut',
      closed({ a: { type: 'number' } }),
      { a: 'x'.repeat(99) },
      `a: expected number, got string "${'x'.repeat(59)}…`,
    ],
  ])('%s', (_, schema, input, problem) => {
    expect(check(schema, input)).toEqual({ problem });
  });

  it('stops after eight lines', () => {
    const many = Object.fromEntries(
      Array.from({ length: 20 }, (_, index) => [`p${String(index)}`, { type: 'string' }]),
    );
    expect((check(closed(many), {}) as { problem: string }).problem.split('\n')).toHaveLength(8);
  });
});

describe('nulls of strict mode', () => {
  const node = {
    type: 'object',
    properties: { note: { type: 'string' }, next: { $ref: '#/$defs/Node' } },
    required: [],
  };
  const schema: FunctionSchema = {
    strict: true,
    parameters: {
      type: 'object',
      properties: {
        id: { type: 'string' },
        limit: { type: 'number' },
        until: { type: ['string', 'null'] },
        node: { $ref: '#/$defs/Node' },
        either: { anyOf: [{ type: 'number' }, node] },
        list: { type: 'array', items: node },
      },
      required: ['id'],
      $defs: { Node: node },
    },
  };

  it.each([
    [{ id: 'a', limit: null }, { id: 'a' }],
    [
      { id: 'a', until: null },
      { id: 'a', until: null },
    ],
    [
      { id: 'a', node: { note: null, next: { note: null } } },
      { id: 'a', node: { next: {} } },
    ],
    [
      { id: 'a', either: { note: null } },
      { id: 'a', either: {} },
    ],
    [
      { id: 'a', list: [{ note: null }, { note: 'x' }] },
      { id: 'a', list: [{}, { note: 'x' }] },
    ],
  ])('strips %j where the schema says optional', (input, value) => {
    expect(check(schema, input)).toEqual({ value });
  });

  it('keeps the null of a required property, which is then a problem', () => {
    expect(check(schema, { id: null })).toEqual({ problem: 'id: expected string, got null' });
  });

  it('strips the nulls that do not fit where strict mode was not asked for, and leaves those that do', () => {
    const plain = { ...schema, strict: false };
    expect(check(plain, { id: 'a', limit: null })).toEqual({ value: { id: 'a' } });
    expect(check(plain, { id: null, limit: null })).toEqual({ problem: 'id: expected string, got null' });
    const any = { parameters: { type: 'object', properties: { a: {} } } };
    expect(check(any, { a: null, b: null })).toEqual({ value: { a: null, b: null } });
  });
});

describe('hostile arguments', () => {
  it('drops __proto__ and pollutes nothing', () => {
    const open = { parameters: { type: 'object', additionalProperties: { type: 'object' } } };
    const checked = check(open, JSON.parse('{"__proto__":{"polluted":true},"a":{"__proto__":{"b":1}}}'));
    expect(checked).toEqual({ value: { a: {} } });
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
    expect(Object.getPrototypeOf((checked as { value: { a: object } }).value.a)).toBe(Object.prototype);
  });

  it('takes inherited names for absent', () => {
    const schema = closed({ toString: { type: 'string' }, constructor: { type: 'string' } }, ['constructor']);
    expect(check(schema, {})).toEqual({ problem: 'constructor: missing, expected string' });
    expect(check(schema, { constructor: 'x' })).toEqual({ value: { constructor: 'x' } });
  });
});

it('checks where code generation is forbidden', () => {
  const script = `
    import { boundSchema, withSchema } from './lib/schema/index.ts';
    const schema = { type: 'object', properties: { a: { type: 'string', format: 'date-time' } }, required: ['a'] };
    console.log(JSON.stringify(boundSchema(withSchema((a) => a, { name: 'f', parameters: schema })).check({ a: 3 })));
    try { new Function('return 1') } catch { console.log('forbidden') }`;
  const flags = ['--disallow-code-generation-from-strings', '--import', 'tsx', '-e', script];
  const output = execFileSync(process.execPath, flags, { encoding: 'utf8' });
  expect(output.trim().split('\n')).toEqual(['{"problem":"a: expected string, got number 3"}', 'forbidden']);
});
