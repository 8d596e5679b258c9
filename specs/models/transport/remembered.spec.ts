import { remembered } from '../../../lib/models/transport/endpoint.ts';

it('makes something of a text once, until it is given another', () => {
  const make = jest.fn((text: string) => ({ text }));
  const read = remembered(make);
  const first = read('a');
  expect(read('a')).toBe(first);
  expect(make).toHaveBeenCalledTimes(1);
  expect(read('b')).toEqual({ text: 'b' });
  expect(read('a')).not.toBe(first);
  expect(make).toHaveBeenCalledTimes(3);
});

it('remembers that nothing came of it, and asks again where making throws', () => {
  const make = jest.fn((text: string) => {
    if (text === 'bad') throw new Error('bad');
    return text === 'a' ? undefined : text;
  });
  const read = remembered(make);
  expect(read('a')).toBeUndefined();
  expect(read('a')).toBeUndefined();
  expect(make).toHaveBeenCalledTimes(1);
  expect(() => read('bad')).toThrow('bad');
  expect(() => read('bad')).toThrow('bad');
});
