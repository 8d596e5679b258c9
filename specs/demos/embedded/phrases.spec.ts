import { phrases } from '../../../demos/embedded/phrases.ts';

const PATTERN = phrases('refund* | money back | send … back', "doesn't fit | need #");

it.each([
  ['a refund please', true],
  ['Refunded?', true],
  ['prerefund', false],
  ['money  back', true],
  ['moneyback', false],
  ['send back', true],
  ['send it back', true],
  ['send all of these back', true],
  ['send one two three four five back', false],
  ['it doesnt fit', true],
  ['it doesn’t fit', true],
  ['need 3', true],
  ['need two of them', true],
  ['need help', false],
  ['', false],
])('phrases() reads %j: %s', (text, matches) => {
  expect(PATTERN.test(text)).toBe(matches);
});
