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

describe('code in a comment', () => {
  it('keeps its decorators, and the words after it', () => {
    const text = 'Finds.\n\n```ts\n@Injectable()\nclass X {}\n```\n\nNever call it twice.';
    expect(withComment(`${text}\n@param x - A word.`)).toMatchObject({
      description: text,
      parameters: { properties: { x: { description: 'A word.' } } },
    });
  });

  it('sets no tag', () => {
    expect(withComment('Finds.\n\n```ts\n@internal\n```').description).toContain('@internal');
  });
});

describe('a tag', () => {
  it.each([
    ['@param x -- A word.', { description: 'A word.' }],
    ['@param x - A word.', { description: 'A word.' }],
    ['@pattern x ^[a-z]+$', { pattern: '^[a-z]+$' }],
    ['@pattern x /^[a-z]+$/', { pattern: '^[a-z]+$' }],
    ['@pattern x /^[a-z]+$/u', { pattern: '^[a-z]+$' }],
    ['@minLength x 3 at least three letters', { minLength: 3 }],
    ['@maxLength x 1e2', { maxLength: 100 }],
  ])('%s becomes a part of the schema', (comment, expected) => {
    expect(withComment(`Finds.\n${comment}`).parameters?.properties['x']).toEqual({ type: 'string', ...expected });
  });

  it.each(['@pattern x /^a$/i', '@pattern x [', '@minLength x many', '@minLength x 3rd'])(
    '%s sets nothing',
    (comment) => {
      expect(withComment(`Finds.\n${comment}`).parameters?.properties['x']).toEqual({ type: 'string' });
    },
  );
});
