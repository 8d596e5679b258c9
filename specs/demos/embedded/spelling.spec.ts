import fc from 'fast-check';
import { distance, mended } from '../../../demos/embedded/spelling.ts';

const VOCABULARY = ['cancel', 'flight', 'change', 'charge', 'temperature', 'weather'];

describe('mended', () => {
  it.each([
    ['pls cancle my flihgt', 'pls cancel my flight'],
    ['the wether', 'the weather'],
    ['what temprature', 'what temperature'],
    ['Cancelled it', 'Cancelled it'],
    ['you charge me', 'you charge me'],
    ['a lot of leather', 'a lot of leather'],
    ['fly, eat, sat', 'fly, eat, sat'],
    ['tmprtr', 'tmprtr'],
  ])('turns %j into %j', (text, expected) => {
    expect(mended(text, VOCABULARY)).toBe(expected);
  });

  it('does not compare words of more than twenty letters', () => {
    const long = `wether${'r'.repeat(100_000)}`;
    expect(mended(long, VOCABULARY)).toBe(long);
  });

  it('leaves every text as it is when there is no vocabulary', () => {
    fc.assert(fc.property(fc.string({ unit: 'grapheme' }), (text) => mended(text, []) === text));
  });

  it('leaves the words of the vocabulary as they are', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...VOCABULARY)), (words) => {
        expect(mended(words.join(' '), VOCABULARY)).toBe(words.join(' '));
      }),
    );
  });
});

describe('distance', () => {
  it.each([
    ['same', 'same', 0],
    ['left', 'lefft', 1],
    ['swap', 'sawp', 1],
    ['other', 'otter', 1],
    ['', 'abc', 3],
  ])('between %j and %j is %d', (a, b, expected) => {
    expect(distance(a, b)).toBe(expected);
    expect(distance(b, a)).toBe(expected);
  });
});
