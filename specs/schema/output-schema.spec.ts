import { SwarmError } from 'rxswarm';
import { outputSchema } from 'rxswarm/schema';
import Type from 'typebox';

const person = Type.Object({ name: Type.String({ minLength: 1 }), age: Type.Optional(Type.Number()) });

describe('outputSchema', () => {
  it('sends the strict form where the schema can hold it', () => {
    const { check, ...sent } = outputSchema(person, { name: 'person', description: 'Someone.' });
    expect(JSON.parse(JSON.stringify(sent))).toEqual({
      name: 'person',
      description: 'Someone.',
      strict: true,
      mode: 'format',
      retries: 2,
      schema: {
        type: 'object',
        properties: {
          name: { type: 'string', pattern: '^[^\\x00]{1,}$' },
          age: { anyOf: [{ type: 'number' }, { type: 'null' }] },
        },
        required: ['name', 'age'],
        additionalProperties: false,
      },
    });
    expect(check({ name: 'Ada', age: null })).toEqual({ value: { name: 'Ada' } });
  });

  it('sends the plain form where it cannot, or is told so', () => {
    const map = { type: 'object', additionalProperties: { type: 'number' } } as const;
    expect(outputSchema(map).strict).toBe(false);
    expect(outputSchema(person, { strict: false }).schema['required']).toEqual(['name']);
  });

  it('says what is wrong with an answer in words a model can act on', () => {
    expect(outputSchema(person).check({ name: '', age: '36' })).toEqual({
      problem: 'name: expected at least 1 characters, got string ""\nage: expected number, got string "36"',
    });
  });

  it('drops __proto__', () => {
    const { check } = outputSchema({ type: 'object', additionalProperties: {} });
    expect(check(JSON.parse('{"__proto__":{"a":1},"b":2}'))).toEqual({ value: { b: 2 } });
  });

  it.each([
    [{ type: 'array', items: {} }, {}, /the schema must be an object schema .* got \{"type":"array"/],
    [{ type: 'object', anyOf: [] }, {}, /anyOf is refused at the root of the schema; put it into a property/],
    [{ type: 'object', properties: { a: { $ref: '#/$defs/A' } } }, {}, /points nowhere/],
    [{ type: 'object' }, { name: 'a b' }, /the name "a b" must be/],
    [{ type: 'object' }, { retries: -1 }, /retries is -1: it must be a whole number from 0 up/],
    [{ type: 'object' }, { strict: true }, /strict mode cannot hold: .*any name/],
    [undefined, {}, /the schema must be an object, got undefined/],
  ])('refuses %j with %j', (schema, options, message) => {
    expect(() => outputSchema(schema as object, options)).toThrow(message);
    expect(() => outputSchema(schema as object, options)).toThrow(SwarmError);
  });
});
