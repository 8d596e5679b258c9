import { leaning, mostLikely } from '../../../demos/embedded/leaning.ts';

const LEANINGS = [leaning('left', 'west | port', 'sea | ship'), leaning('right', 'east', 'ship | land')];

it.each([
  ['west', 'left'],
  ['a ship at sea', 'left'],
  ['a ship on land', 'right'],
  ['east, west', 'left'],
  ['east by land, west', 'right'],
  ['ship ship ship', undefined],
  ['nothing of it', undefined],
])('mostLikely() reads %j as %j', (text, step) => {
  expect(mostLikely(text, LEANINGS)).toBe(step);
});
