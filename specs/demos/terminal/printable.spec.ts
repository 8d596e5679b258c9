import { brief, printable } from '../../../demos/terminal/printable.ts';

describe('printable', () => {
  it.each([
    ['colours', '\u001b[31mred\u001b[0m', '[31mred[0m'],
    ['the title of the window', '\u001b]0;owned\u0007', ']0;owned'],
    ['a single-character introducer', '\u009b2J', '2J'],
    ['a carriage return', 'paid\rowed', 'paidowed'],
    ['a change of direction', 'a\u202eb', 'ab'],
  ])('takes %s from a text', (_, text, safe) => {
    expect(printable(text)).toBe(safe);
  });

  it('keeps line breaks, tabs and letters of all languages', () => {
    expect(printable('a\n\tb – ça 日本 🐝')).toBe('a\n\tb – ça 日本 🐝');
  });
});

describe('brief', () => {
  it('fits a text in one line and cuts a long one', () => {
    expect(brief('one\n two')).toBe('one two');
    expect(brief('123456', 5)).toBe('1234…');
  });
});
