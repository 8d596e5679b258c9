import fc from 'fast-check';
import type { JsonSchema } from 'rxswarm/schema';
import { answerProblem } from '../../lib/schema/ask.ts';
import { fieldsFor, fieldsOf, valueOf } from '../../demos/fields.ts';

const kinds = (schema: JsonSchema) =>
  fieldsOf(schema).map(({ name, kind, isRequired }) => `${name}:${kind}${isRequired ? '!' : ''}`);

describe('fieldsOf', () => {
  it.each<[JsonSchema, string[]]>([
    [{ type: 'string' }, [':text!']],
    [{ type: 'string', enum: ['aisle', 'window'] }, [':choice!']],
    [{ anyOf: [{ const: 1 }, { const: 2 }] }, [':choice!']],
    [{ type: 'integer' }, [':number!']],
    [{ type: 'boolean' }, [':boolean!']],
    [
      { type: 'object', properties: { a: { type: 'string' }, b: { type: 'number' } }, required: ['a'] },
      ['a:text!', 'b:number'],
    ],
    [{ type: 'object', properties: { a: { type: 'array' } } }, [':json!']],
    [{ type: 'object' }, [':json!']],
    [{ type: ['string', 'null'] }, [':json!']],
    [{ enum: [{ a: 1 }] }, [':json!']],
    [{}, [':json!']],
    [{ type: 'constructor' }, [':json!']],
  ])('of %j', (schema, expected) => {
    expect(kinds(schema)).toEqual(expected);
  });

  it('takes the label from the title, the description or the name', () => {
    const properties = {
      a: { type: 'string', title: 'A', description: 'x' },
      b: { type: 'string', description: 'B' },
      c: { type: 'string' },
    };
    expect(fieldsOf({ type: 'object', properties }).map(({ label }) => label)).toEqual(['A', 'B', 'c']);
  });
});

describe('valueOf', () => {
  const seat = { type: 'string', enum: ['aisle', 'window'] };
  const both = { type: 'object', properties: { a: { type: 'string' }, b: { type: 'number' } }, required: ['a'] };

  it.each<[JsonSchema, string[], unknown]>([
    [{ type: 'string' }, [' late '], { value: 'late' }],
    [seat, ['Window'], { value: 'window' }],
    [seat, ['roof'], { problem: 'The answer must be one of aisle, window.' }],
    [{ type: 'number' }, ['2.5'], { value: 2.5 }],
    [{ type: 'number' }, ['two'], { problem: 'The answer must be a number.' }],
    [{ type: 'boolean' }, ['y'], { value: true }],
    [{ type: 'boolean' }, [''], { value: false }],
    [both, ['x', ''], { value: { a: 'x' } }],
    [both, ['', '1'], { problem: 'a is missing.' }],
    [{ type: 'array' }, ['[1]'], { value: [1] }],
    [{ type: 'array' }, ['[1'], { problem: 'The answer must be JSON.' }],
  ])('of %j filled with %j', (schema, texts, expected) => {
    expect(valueOf(fieldsOf(schema), texts)).toEqual(expected);
  });

  it('makes a property of its own of a name like __proto__', () => {
    const filled = valueOf(
      fieldsOf({ type: 'object', properties: JSON.parse('{"__proto__":{"type":"string"}}') as object }),
      ['x'],
    );
    expect(Object.keys((filled as { value: object }).value)).toEqual(['__proto__']);
  });

  it('returns the arguments of a call unchanged when nobody edits them', () => {
    const values = fc.dictionary(
      fc.string({ minLength: 1 }),
      fc.oneof(fc.integer(), fc.boolean(), fc.constantFrom('a', 'two words'), fc.array(fc.integer())),
      { minKeys: 1, noNullPrototype: true },
    );
    fc.assert(
      fc.property(values, (input) => {
        const fields = fieldsFor(input);
        expect(
          valueOf(
            fields,
            fields.map(({ initial }) => initial),
          ),
        ).toEqual({ value: input });
      }),
    );
  });

  it('returns answers that fit the question', () => {
    const scalar = fc.constantFrom<JsonSchema>({ type: 'string' }, seat, { type: 'boolean' }, { type: 'integer' });
    const schema: fc.Arbitrary<JsonSchema> = fc.oneof(
      scalar,
      fc
        .dictionary(fc.constantFrom('a', 'b', 'c'), scalar, { minKeys: 1, noNullPrototype: true })
        .map((properties) => ({
          ...{ type: 'object', properties, required: Object.keys(properties), additionalProperties: false },
        })),
    );
    fc.assert(
      fc.property(
        schema,
        fc.array(fc.constantFrom('1', 'aisle', 'yes', '', 'x'), { minLength: 3 }),
        (question, texts) => {
          const filled = valueOf(fieldsOf(question), texts);
          if ('value' in filled) expect(answerProblem(question, filled.value, 'answer')).toBeUndefined();
        },
      ),
    );
  });
});
