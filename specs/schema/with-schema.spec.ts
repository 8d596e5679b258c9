import { boundSchema, withSchema, type Revival } from 'rxswarm/schema';
import Type from 'typebox';
import { SwarmError } from '../../lib/agent/errors.ts';

const refund = (id: string, amount = 10, ...notes: readonly string[]): string => [id, amount, ...notes].join(' ');
const parameters = { type: 'object', properties: { id: { type: 'string' } }, required: ['id'] };

describe('withSchema', () => {
  const injected = { contextVariables: { user: 'Ada' }, signal: new AbortController().signal };

  it('returns the function itself, with its schema attached out of sight', () => {
    const bound = withSchema(refund, parameters);
    expect(bound).toBe(refund);
    expect(Object.keys(bound)).toEqual([]);
    expect(boundSchema(bound)).toMatchObject({ name: 'refund', order: ['id'], strict: false, parameters });
  });

  it('takes TypeBox schemas', () => {
    const bound = boundSchema(
      withSchema(refund, Type.Object({ id: Type.String(), amount: Type.Optional(Type.Number()) })),
    );
    expect(bound?.parameters).toMatchObject({ type: 'object', required: ['id'] });
    expect(bound?.order).toEqual(['id', 'amount']);
    expect(bound?.check({ id: 3 })).toEqual({ problem: 'id: expected string, got number 3' });
  });

  it('takes a function without parameters', () => {
    const bound = boundSchema(withSchema(() => 'now', { name: 'now' }));
    expect(bound?.parameters).toEqual({ type: 'object', properties: {}, additionalProperties: false });
    expect(bound?.check({ x: 1 })).toEqual({ problem: 'x: unknown, expected no properties' });
  });

  it.each([
    [['id', 'amount'], { id: 'a' }, ['a', undefined]],
    [['id', '...notes'], { id: 'a', notes: ['b', 'c'] }, ['a', 'b', 'c']],
    [['id', '...notes'], { id: 'a' }, ['a']],
    [['contextVariables', 'id', '$signal'], { id: 'a' }, [injected.contextVariables, 'a', injected.signal]],
    [['$arguments', '$undefined'], { id: 'a' }, [{ id: 'a' }, undefined]],
    [['toString', 'constructor'], {}, [undefined, undefined]],
  ])('puts the parameters in the places %j', (order, value, input) => {
    const names = order.map((name) => name.replace('...', '')).filter((name) => !/^[$]|^context/.test(name));
    const properties = order.includes('$arguments') ? { id: {} } : Object.fromEntries(names.map((name) => [name, {}]));
    const bound = boundSchema(withSchema(() => '', { name: 'f', order, parameters: { type: 'object', properties } }));
    expect(bound?.spread(value, injected)).toEqual(input);
  });

  it('revives what JSON cannot hold, parts first', () => {
    const revive: Record<string, Revival> = {
      ...{ '/at': 'date', '/page': 'url', '/file': 'bytes', '/big': 'bigint', '/days': 'set', '/days/*': 'date' },
      ...{ '/by/*/*': 'bigint', '/by': 'map', '/pairs': 'map', '/node/**/at': 'date' },
    };
    const names = ['at', 'page', 'file', 'big', 'days', 'by', 'pairs', 'node'];
    const properties = Object.fromEntries(names.map((name) => [name, {}]));
    const bound = boundSchema(withSchema(() => '', { name: 'f', parameters: { type: 'object', properties }, revive }));
    const at = '2026-01-31T12:00:00Z';
    const node = { at, next: { at, next: { at } } };
    const value = {
      at,
      page: 'https://a.b/',
      file: 'AQI=',
      big: '12',
      days: [at],
      by: { a: ['1'] },
      pairs: [[1, 2]],
      node,
    };
    const date = new Date(at);
    expect(bound?.check(value)).toEqual({ value });
    expect(bound?.spread(value, injected)).toEqual([
      date,
      new URL('https://a.b/'),
      Buffer.from([1, 2]),
      12n,
      new Set([date]),
      new Map([['a', [1n]]]),
      new Map([[1, 2]]),
      { at: date, next: { at: date, next: { at: date } } },
    ]);
    expect(bound?.spread({ at: 'now', page: 'none', big: 'x', file: '-' }, injected).slice(0, 4)).toEqual([
      'now',
      'none',
      '-',
      'x',
    ]);
  });

  it.each([
    ['a name', { name: 'ré fund', parameters }, /name "ré fund" must be 1 to 64 letters/],
    ['no object', { type: 'string' }, /must be an object schema .* got \{"type":"string"\}/],
    ['a combinator at the root', { type: 'object', anyOf: [] }, /anyOf is refused at the root/],
    [
      'a dangling reference',
      { type: 'object', properties: { a: { $ref: '#/$defs/A' } } },
      /\/properties\/a\/\$ref: .*points nowhere/,
    ],
    [
      'a broken pattern',
      { type: 'object', properties: { a: { pattern: '[' } } },
      /\/properties\/a\/pattern is "\[", expected a regular expression/,
    ],
    ['an unknown field', { parameter: {} }, /unknown field "parameter"; there are name,/],
    ['an unknown name in the order', { parameters, order: ['id', 'amount'] }, /order names "amount".*id/],
    ['a lost parameter', { parameters, order: [] }, /order leaves out the parameter "id"/],
    ['a rest before the end', { parameters, order: ['...id', 'contextVariables'] }, /"...id" before the end/],
    ['a revival', { parameters, revive: { '/id': 'regexp' } }, /\/id is to become regexp; known are date/],
    ['a revival of any text', { parameters, revive: { '/id': 'date' } }, /\/id is to become date and may be any text/],
    ['a pointer', { parameters, revive: { id: 'date' } }, /"id" must be a JSON pointer/],
    [
      'an open object in strict mode',
      { strict: true, parameters: { type: 'object', properties: { a: { type: 'object' } } } },
      /\/properties\/a: properties of any name/,
    ],
  ])('refuses %s', (_, schema, message) => {
    expect(() => withSchema(refund, schema as object)).toThrow(message);
    expect(() => withSchema(refund, schema as object)).toThrow(SwarmError);
  });

  it('throws for a value that is not a function, for a schema that is not one, and for a frozen function', () => {
    expect(() => withSchema('refund' as never, parameters)).toThrow(/must be a function, got string/);
    expect(() => withSchema(refund, undefined as never)).toThrow(/must be an object, got undefined/);
    expect(() =>
      withSchema(
        Object.freeze(() => ''),
        { name: 'f' },
      ),
    ).toThrow(/is frozen/);
  });
});
