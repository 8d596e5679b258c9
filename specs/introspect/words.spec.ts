import { mapOf } from '../../scripts/introspect/format/map.ts';
import { introspected } from '../support/introspected.ts';

interface Entry {
  readonly description?: string;
  readonly parameters?: { readonly properties: Readonly<Record<string, Readonly<Record<string, unknown>>>> };
}

/** Reads a function of one parameter `x` with this comment. */
const withComment = (comment: string, type = 'string'): Entry => {
  const lines = comment.split('\n').map((line) => ` * ${line}`);
  const text = `/**\n${lines.join('\n')}\n */\nexport function f(x: ${type}) { return x; }\n`;
  const { file } = introspected(text, { strict: 'never' });
  return (mapOf([{ ...file, file: 'f.ts' }]) as Readonly<Record<string, Entry>>)['f.ts#f'] ?? {};
};

/** Returns the warnings about a function of one text parameter `x` with this tag. */
const messagesOf = (tag: string): readonly string[] =>
  introspected(`/**\n * Finds.\n * ${tag}\n */\nexport function f(x: string) { return x; }`).messages.map((message) =>
    message.replace('warning f: ', ''),
  );

describe('code in a comment', () => {
  it('keeps its decorators, and the words after it', () => {
    const text = 'Finds.\n\n```ts\n@Injectable()\nclass X {}\n```\n\nNever call it twice.';
    expect(withComment(`${text}\n@param x - A word.`)).toMatchObject({
      description: text,
      parameters: { properties: { x: { description: 'A word.' } } },
    });
  });

  it.each([
    'Finds.\n\n```ts\n@internal\n```\n\nAfter.',
    'Finds.\n\n~~~ts\n@internal\n~~~\n\nAfter.',
    'Finds what `@internal` hides.\n\nAfter.',
    'Finds.\n\n   @Injectable()\n   class X {}\n\nAfter.',
  ])('sets no tag and cuts nothing off: %j', (text) => {
    expect(withComment(text).description).toBe(text);
  });
});

describe('a tag', () => {
  it.each([
    ['@param x -- A word.', { description: 'A word.' }],
    ['@param x - A word.', { description: 'A word.' }],
    ['@param x – A word.', { description: 'A word.' }],
    ['@param x: A word.', { description: 'A word.' }],
    ['@pattern x ^[a-z]+$', { pattern: '^[a-z]+$' }],
    ['@pattern x /^[a-z]+$/', { pattern: '^[a-z]+$' }],
    ['@pattern x /^[a-z]+$/u', { pattern: '^[a-z]+$' }],
    ['@minLength x 3 at least three letters', { minLength: 3 }],
    ['@maxLength x 1e2', { maxLength: 100 }],
  ])('%s becomes a part of the schema', (comment, expected) => {
    expect(withComment(`Finds.\n${comment}`).parameters?.properties['x']).toEqual({ type: 'string', ...expected });
  });

  it.each([
    ['@pattern x /^a$/i', /^parameter "x": @pattern says "\/\^a\$\/i", which JSON Schema does not take as a pattern$/],
    ['@pattern x [', /^parameter "x": @pattern says "\["/],
    ['@minLength x many', /^parameter "x": @minLength says "many", which is not a number$/],
    ['@minLength x 3rd', /^parameter "x": @minLength says "3rd"/],
    ['@minLength 3', /^@minLength says "3"; in the comment of a function it names its parameter/],
    ['@minimum x 3', /^parameter "x": @minimum does not apply to its type$/],
    ['@minLength y 3', /^@minLength y names no parameter/],
    ['@param y - A word.', /^@param y names no parameter/],
    ['@maxlength x 4', /^@maxlength is no known tag; is @maxLength meant\?$/],
    ['@minLenght x 4', /^@minLenght is no known tag; is @minLength meant\?$/],
    ['@internl', /^@internl is no known tag; is @internal meant\?$/],
    ['@foo bar', /^@foo is no known tag$/],
  ])('%s sets nothing, and is warned about', (comment, message) => {
    expect(withComment(`Finds.\n${comment}`).parameters?.properties['x']).toEqual({ type: 'string' });
    expect(messagesOf(comment)).toEqual([expect.stringMatching(message)]);
  });

  it.each(['see', 'deprecated', 'throws', 'example', 'returns', 'remarks', 'template', 'since', 'typeParam'])(
    '@%s is known, and no reason for a warning',
    (tag) => {
      expect(messagesOf(`@${tag} words`)).toEqual([]);
    },
  );

  it.each([
    ['a property', 'export function f(x: { /** @minLenght 3 */ a: string }) {}', '"x.a": @minLenght is no known tag'],
    [
      'a property of a list',
      'export function f(x: { /** @minimum 3 */ a: string }[]) {}',
      '"x[].a": @minimum does not',
    ],
    ['a union', 'export function f(x: { /** @minimum 3 */ a: string } | { b: 1 }) {}', '"x.a": @minimum does not'],
    [
      'a recursive type',
      'interface T { /** @foo */ t?: T }\n/** F. */ export function f(x: T) {}',
      '"x.t": @foo is no',
    ],
  ])('of %s is warned about', (_, text, message) => {
    expect(introspected(text).messages).toContainEqual(expect.stringContaining(message));
  });

  it('of a property of a tagged type is warned about', () => {
    expect(introspected('/** T. @schema */ export interface T { /** @minimum 3 */ a: string }').messages).toEqual([
      'warning T: property "a": @minimum does not apply to its type',
    ]);
  });
});

describe('a tag with words behind its value', () => {
  it.each([
    ['@minItems 3 items', 'string[]', { minItems: 3 }],
    ['@pattern /^a$/ letters', 'string', { pattern: '^a$' }],
    ['@pattern ^[a-z ]+$ small letters', 'string', { pattern: '^[a-z ]+$' }],
    ['@pattern ^a b$', 'string', { pattern: '^a b$' }],
    ['@format email address', 'string', { format: 'email' }],
  ])('%s keeps the value', (tag, type, keywords) => {
    const { entries, messages } = introspected(`/** F. */ export function f(x: { /** ${tag} */ a: ${type} }) {}`);
    expect(entries['f']).toMatchObject({
      schema: { parameters: { properties: { x: { properties: { a: keywords } } } } },
    });
    expect(messages).toEqual([]);
  });
});

describe('tags of a type alias', () => {
  const rule = '/** @minLength 3 */ type Name = string;\n';
  const alias = (code: string): ReturnType<typeof introspected> => introspected(`${rule}/** F. */ ${code}`);

  it.each([
    ['a parameter', 'export function f(x: Name) {}', { x: { minLength: 3 } }],
    ['an optional parameter', 'export function f(x?: Name | null) {}', { x: { minLength: 3 } }],
    ['a property', 'export function f(x: { a: Name }) {}', { x: { properties: { a: { minLength: 3 } } } }],
    ['an alias of the alias', 'export function f(x: Other) {}\ntype Other = Name;', { x: { minLength: 3 } }],
    ['a tag of its own', 'export function f(/** @minLength 5 */ x: Name) {}', { x: { minLength: 5 } }],
  ])('are rules for %s', (_, code, properties) => {
    const { entries, messages } = alias(code);
    expect(entries['f']).toMatchObject({ schema: { parameters: { properties } } });
    expect(messages).toEqual([]);
  });

  it.each(['Name[]', 'Record<string, Name>', 'Name | number'])('are warned about in %s', (type) => {
    expect(alias(`export function f(x: ${type}) {}`).messages).toEqual([
      'warning f: parameter "x": @minLength of the type Name is not applied to a part of another',
    ]);
  });

  it('that do not apply are warned about', () => {
    expect(alias('export function f(x: Age) {}\n/** @maxItems 3 */ type Age = number;').messages).toEqual([
      'warning f: parameter "x": @maxItems does not apply to its type',
    ]);
  });
});

it('reads the comments of @property in JavaScript', () => {
  const text = `/**
 * @typedef {object} Order
 * @property {string} id - The id.
 * @property {number} [amount] How much.
 */
/** Pays. @param {Order} order - The order. */
export function f(order) { return order; }`;
  expect(introspected(text, { file: '/f.js' }).entries['f']).toMatchObject({
    schema: {
      parameters: {
        properties: {
          order: {
            description: 'The order.',
            properties: { id: { description: 'The id.' }, amount: { type: 'number', description: 'How much.' } },
          },
        },
      },
    },
  });
});
