import { stripVTControlCharacters } from 'node:util';
import fc from 'fast-check';
import { columnsOf, cutTo } from '../../../demos/terminal/columns.ts';
import { wrapped } from '../../../demos/terminal/wrap.ts';

/** Draws what a terminal shows: it knows line breaks, "left" and "clear to the end", and ignores colours. */
const screen = (output: string): readonly string[] => {
  const lines: string[][] = [[]];
  let column = 0;
  for (const [piece, number, command] of output.matchAll(/\p{Cc}\[(\d*)(?:;\d+)*([A-Za-z])|./gsu)) {
    const line = lines.at(-1) ?? [];
    if (command === 'D') column -= Number(number);
    else if (command === 'K') line.length = column;
    else if (piece === '\n') {
      lines.push([]);
      column = 0;
    } else if (command === undefined) line[column++] = piece;
  }
  return lines.map((line) => line.join('').trimEnd());
};

const shown = (width: number, ...pieces: readonly string[]) => {
  const wrap = wrapped(() => width);
  return screen(pieces.map(wrap).join(''));
};

describe('wrapped', () => {
  it.each<[string, number, string[], string[]]>([
    ['breaks at a space', 11, ['one two three four'], ['one two', 'three four']],
    ['keeps the last column empty', 11, ['onetwo four'], ['onetwo', 'four']],
    ['moves a word that outgrows its line', 11, ['one two th', 'ree', ' four'], ['one two', 'three four']],
    ['keeps the indentation of the line', 14, ['  one two three four'], ['  one two', '  three four']],
    ['breaks a word that is longer than a line', 11, ['a bcdefghijklmn o'], ['a', 'bcdefghijk', 'lmn o']],
    ['breaks at the line breaks of the text', 30, ['one\ntwo\n\nthree'], ['one', 'two', '', 'three']],
    ['counts wide characters twice', 11, ['日本 日本語です'], ['日本', '日本語です']],
    ['passes colours through', 11, ['\u001b[1mone two\u001b[22m three'], ['one two', 'three']],
  ])('%s', (_, width, pieces, expected) => {
    expect(shown(width, ...pieces)).toEqual(expected);
  });

  it('moves a coloured word with its colours', () => {
    const wrap = wrapped(() => 11);
    expect(wrap('one two \u001b[1mth') + wrap('ree\u001b[22m')).toContain('\n');
    expect(shown(11, 'one two \u001b[1mth', 'ree\u001b[22m x')).toEqual(['one two', 'three x']);
  });

  it('follows a terminal whose width changes', () => {
    let width = 30;
    const wrap = wrapped(() => width);
    const first = wrap('one two three\n');
    width = 11;
    expect(screen(first + wrap('one two three'))).toEqual(['one two three', 'one two', 'three']);
  });

  it('leaves no line too wide, loses nothing, and breaks only words that are longer than a line', () => {
    const word = fc.stringMatching(/^[a-z]{1,9}$/);
    const text = fc.array(fc.oneof(word, fc.constantFrom(' ', '  ', '\n', '\u001b[1m', '\u001b[0m')), {
      maxLength: 60,
    });
    fc.assert(
      fc.property(text, fc.integer({ min: 11, max: 40 }), fc.integer({ min: 1, max: 7 }), (pieces, width, size) => {
        const whole = pieces.join('');
        const plain = stripVTControlCharacters(whole);
        const cut = pieces.length > 0 ? (whole.match(new RegExp(`(?:\\u001b\\[\\dm|[^]){1,${size}}`, 'g')) ?? []) : [];
        const lines = shown(width, ...cut);
        expect(Math.max(...lines.map(({ length }) => length))).toBeLessThan(width);
        const words = plain.split(/\s+/).filter((each) => each !== '');
        const found = lines
          .join('\n')
          .split(/\s+/)
          .filter((each) => each !== '');
        expect(found.join('')).toBe(words.join(''));
        // A word that begins at an indentation may be broken before it fills a whole line.
        if (words.every((each) => each.length < width / 2)) expect(found).toEqual(words);
      }),
    );
  });
});

it.each([
  ['abc', 3, 'abc'],
  ['abcd', 3, 'ab…'],
  ['日本語', 5, '日本…'],
])('cutTo(%j, %d) is %j', (text, columns, expected) => {
  expect(cutTo(text, columns)).toBe(expected);
  expect(columnsOf(cutTo(text, columns))).toBeLessThanOrEqual(columns);
});
