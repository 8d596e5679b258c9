import { nearestWord } from '../../../demos/support/nearest-word.ts';

it.each<[string, string | undefined]>([
  ['pasword', 'password'],
  ['passsword', 'password'],
  ['passwurd', 'password'],
  ['passwrod', 'password'],
  ['paswrd', undefined],
  ['assword', undefined],
  ['shrae', 'share'],
  ['shar', undefined],
  ['quantum', undefined],
  ['', undefined],
])(
  'nearestWord() corrects one typing error after the first letter, in words of five letters or more: %j → %j',
  (typed, word) => {
    expect(nearestWord(typed, ['password', 'share', 'sync'])).toBe(word);
  },
);
