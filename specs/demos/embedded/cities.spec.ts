import { citiesIn } from '../../../demos/embedded/words.ts';

it.each([
  ['paris and new york, then Paris', ['Paris', 'New York']],
  ['off to rio de janeiro', ['Rio de Janeiro']],
  ['weather in Ghent on Friday', ['Ghent']],
  ['a parisian cafe', []],
  ['for me', []],
])('citiesIn(%j) is %j', (text, cities) => {
  expect(citiesIn(text)).toEqual(cities);
});
