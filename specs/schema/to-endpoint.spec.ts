import { strictProblem } from '../../lib/schema/strict.ts';
import { wire } from '../../lib/schema/to-endpoint.ts';

const strict = (property: object): unknown =>
  (wire({ type: 'object', properties: { p: property }, required: ['p'] }, true)['properties'] as { p: unknown }).p;
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
        id: { type: 'string', description: 'Which. (minLength 3)' },
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
    [{ type: 'string' }, { type: ['string', 'null'] }],
    [
      { type: 'string', enum: ['a'] },
      { type: ['string', 'null'], enum: ['a', null] },
    ],
    [{ type: ['string', 'null'] }, { type: ['string', 'null'] }],
    [{ $ref: '#/$defs/A' }, { anyOf: [{ $ref: '#/$defs/A' }, { type: 'null' }] }],
    [
      { anyOf: [{ type: 'string' }, { type: 'number' }] },
      { anyOf: [{ type: 'string' }, { type: 'number' }, { type: 'null' }] },
    ],
  ])('makes optional %j nullable', (property, sent) => {
    expect(optional(property)).toEqual(sent);
    expect(strict(property)).toEqual(property);
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
    expect(strictProblem(schema as Record<string, unknown>)).toBe(problem);
  });
});
