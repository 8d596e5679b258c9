import fc from 'fast-check';
import { readArticles } from '../../../demos/support/article.ts';
import { chunksOf } from '../../../demos/support/chunk.ts';

describe('chunksOf()', () => {
  it.each<[string, string, number, readonly string[]]>([
    ['keeps a short text whole', 'One. Two.', 20, ['One. Two.']],
    ['joins paragraphs that fit', 'One.\n\nTwo.', 20, ['One.\n\nTwo.']],
    ['cuts between paragraphs', 'One one.\n\nTwo two.', 10, ['One one.', 'Two two.']],
    ['cuts a long paragraph between sentences', 'One one. Two two. Three.', 17, ['One one. Two two.', 'Three.']],
    ['cuts a long sentence where it must be', 'abcdefghij', 4, ['abcd', 'efgh', 'ij']],
    ['joins broken lines', 'One\n  two.', 20, ['One two.']],
    ['makes no chunk of nothing', ' \n\n ', 20, []],
  ])('%s', (_, text, length, chunks) => {
    expect(chunksOf(text, length)).toEqual(chunks);
  });

  it('loses no letter and exceeds no length, whatever the text', () => {
    const letters = (text: string) => text.replace(/\s/g, '');
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('a', 'ü', '.', '!', ' ', '\n', '\n\n'), maxLength: 300 }),
        fc.integer({ min: 1, max: 50 }),
        (text, length) => {
          const chunks = chunksOf(text, length);
          expect(letters(chunks.join(''))).toBe(letters(text));
          expect(chunks.every((chunk) => chunk !== '' && chunk.length <= length)).toBe(true);
        },
      ),
    );
  });

  it('cuts the longer articles, and leaves most whole', () => {
    const counts = readArticles().map(({ text }) => chunksOf(text).length);

    expect(Math.max(...counts)).toBeGreaterThan(1);
    expect(counts.filter((count) => count === 1).length / counts.length).toBeGreaterThan(0.8);
  });
});
