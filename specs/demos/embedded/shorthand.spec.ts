import { written } from '../../../demos/embedded/shorthand.ts';

it.each([
  ['pls help', 'please help'],
  ['PLS', 'please'],
  ['do u have it', 'do you have it'],
  ['2day or tmrw?', 'today or tomorrow?'],
  ['i dont know', "i don't know"],
  ["u'll see", "u'll see"],
  ['u@example.com', 'u@example.com'],
  ['ada@u.com', 'ada@u.com'],
  ['constructor', 'constructor'],
  ['', ''],
])('written(%j) is %j', (text, expected) => {
  expect(written(text)).toBe(expected);
});
