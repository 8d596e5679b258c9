import * as fc from 'fast-check';
import { show, toJsonValue, toText } from '../../lib/util/stringify.ts';

describe('text', () => {
  const nested: unknown[] = [];
  nested.push([nested]);

  it.each<readonly [unknown, string]>([
    ['as it is', 'as it is'],
    ['', ''],
    [undefined, ''],
    [null, ''],
    [0, '0'],
    [Infinity, 'Infinity'],
    [true, 'true'],
    [[1, 'a', null, undefined], '[1,"a",null,null]'],
    [nested, '[["[Circular]"]]'],
    [new Set([1n]), '["1"]'],
    [new URL('https://example.com/'), '"https://example.com/"'],
    [{ toJSON: () => 'short' }, '"short"'],
    [{ toJSON: () => undefined }, '"[object Object]"'],
    [new RangeError('Too far.'), 'RangeError: Too far.'],
  ])('toText(%p) is %p', (value, text) => {
    expect(toText(value)).toBe(text);
  });

  it.each<readonly [unknown, unknown]>([
    ['text', 'text'],
    [undefined, null],
    [null, null],
    [NaN, null],
    [5n, '5'],
    [{ at: new Date(0), none: undefined }, { at: '1970-01-01T00:00:00.000Z' }],
    [new Map([['a', new Set([1])]]), { a: [1] }],
    [Symbol('s'), 'Symbol(s)'],
  ])('toJsonValue(%p) is %p', (value, held) => {
    expect(toJsonValue(value)).toEqual(held);
  });

  it.each<readonly [unknown, string]>([
    ['a "b"', '"a \\"b\\""'],
    ['', '""'],
    [undefined, 'undefined'],
    [null, 'null'],
    [-1.5, '-1.5'],
    [{ a: 1 }, '{"a":1}'],
    [Object.create(null), '{}'],
    ['x'.repeat(100), `"${'x'.repeat(79)}…`],
  ])('show(%p) is %s', (value, shown) => {
    expect(show(value)).toBe(shown);
  });

  it('never throws, and gives JSON for a value that JSON can hold', () => {
    fc.assert(
      fc.property(
        fc.anything({ withBigInt: true, withMap: true, withSet: true, withNullPrototype: true, withDate: true }),
        (value) => {
          expect(typeof toText(value)).toBe('string');
          expect(() => JSON.stringify(toJsonValue(value))).not.toThrow();
        },
      ),
    );
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(toJsonValue(value)).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });
});
