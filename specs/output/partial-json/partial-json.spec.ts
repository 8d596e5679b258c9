import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { emptyJson, partialValue, readJson, weight } from '../../../lib/output/partial-json/partial-json.ts';
import { DEEPEST } from '../../../lib/util/nesting.ts';
import { letters } from '../../support/letters.ts';

const read = (...pieces: readonly string[]): unknown => {
  const json = emptyJson();
  for (const piece of pieces) readJson(json, piece);
  return partialValue(json);
};

/** What `JSON.parse` makes of it, without what is left out of objects on purpose. */
const parsed = (text: string): unknown =>
  JSON.parse(text, function (this: unknown, key, value: unknown) {
    const leftOut = !Array.isArray(this) && (value === null || key === '__proto__');
    return leftOut ? undefined : value;
  });

/** Whether `part` is what a reader of the first letters of `whole` may show. */
const isPrefix = (part: unknown, whole: unknown): boolean => {
  if (typeof part === 'string') return typeof whole === 'string' && whole.startsWith(part);
  if (Array.isArray(part)) {
    const last = part.length - 1;
    return (
      Array.isArray(whole) &&
      part.every((item, index) =>
        index === last ? isPrefix(item, whole[index]) : isDeepStrictEqual(item, whole[index]),
      )
    );
  }
  if (typeof part !== 'object' || part === null) return isDeepStrictEqual(part, whole);
  const entries = Object.entries(part);
  const inner = (key: string): unknown => (whole as Readonly<Record<string, unknown>>)[key];
  const growing = entries.filter(([key, value]) => !isDeepStrictEqual(value, inner(key)));
  return (
    growing.length <= 1 &&
    growing.every(([key, value]) => Object.hasOwn(whole as object, key) && isPrefix(value, inner(key)))
  );
};

/** JSON of any kind whose root is an object; keys and texts with everything a text may hold. */
const objects = fc
  .dictionary(fc.string({ unit: 'binary' }), fc.jsonValue({ depthSize: 'small', stringUnit: 'binary' }))
  .map((value) => JSON.stringify(value));

describe('a prefix of JSON', () => {
  it('gives a prefix in structure, whatever the JSON and wherever it ends', () => {
    fc.assert(
      fc.property(objects, (text) => {
        const whole = parsed(text);
        for (let end = 1; end <= text.length; end++) expect(isPrefix(read(text.slice(0, end)), whole)).toBe(true);
        expect(read(text)).toEqual(whole);
      }),
      { numRuns: 60 },
    );
  });

  it('gives the same value however the text was split', () => {
    fc.assert(
      fc.property(objects, fc.array(fc.nat(200)), (text, cuts) => {
        const edges = [0, ...cuts.filter((cut) => cut < text.length).sort((a, b) => a - b)];
        const pieces = edges.map((from, index) => text.slice(from, edges[index + 1]));
        expect(read(...pieces)).toEqual(read(text));
      }),
    );
  });

  it('never throws for any text', () => {
    const noise = fc.array(fc.oneof(fc.string(), fc.constantFrom(...letters('{}[]",:\\ue1-.nullfalse0 \n'))));
    fc.assert(fc.property(noise, (pieces) => void read('{', ...pieces)));
  });

  it.each<[string, unknown]>([
    ['', undefined],
    ['{', {}],
    ['{"a', {}],
    ['{"a"', {}],
    ['{"a":', {}],
    ['{"a":"', { a: '' }],
    ['{"a":"b', { a: 'b' }],
    ['{"a":"b\\', { a: 'b' }],
    ['{"a":"\\u00e', { a: '' }],
    ['{"a":"\\u00e9', { a: 'é' }],
    ['{"a":"\\ud83d', { a: '' }],
    ['{"a":"\\ud83d\\ude00', { a: '😀' }],
    ['{"a":"\ud83d', { a: '' }],
    ['{"a":12', {}],
    ['{"a":12,', { a: 12 }],
    ['{"a":12 ', { a: 12 }],
    ['{"a":tru', {}],
    ['{"a":true}', { a: true }],
    ['{"a":null,"b":[null,', { b: [null] }],
    ['{"a":[', { a: [] }],
    ['{"a":[{"b":1}', { a: [{ b: 1 }] }],
    ['{"a":[1,]}', { a: [1] }],
    ['{"a":1,}', { a: 1 }],
    ['{"a":1}{"b":2}', { a: 1 }],
    ['{"a":1,"a":2', { a: 1 }],
    ['{"a":1,"a":2}', { a: 2 }],
  ])('%j is %j', (text, value) => {
    expect(read(text)).toEqual(value);
    expect(read(...letters(text))).toEqual(value);
  });

  it.each(['{"a":1,b:2}', '{"a":1]', '{"a":1 2}', '{"a":1,"b":}', '{"a":1,"b":wrong}', '{"a":1,,"b":2}'])(
    'shows the sound beginning of %j',
    (text) => {
      expect(read(text)).toEqual({ a: 1 });
    },
  );
});

describe('hostile JSON', () => {
  it.each(['', '}'])('sets no prototype, in plain letters or escaped, ended by %j', (end) => {
    const bad = '{"bad":1}';
    const text = `{"__proto__":${bad},"\\u005f_proto__":${bad},"constructor":{"prototype":${bad}}${end}`;
    const value = read(text) as object;
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
    expect(Object.keys(value)).toEqual(['constructor']);
    expect(({} as { bad?: number }).bad).toBeUndefined();
  });

  it('is read no deeper than any answer goes', () => {
    const json = emptyJson();
    readJson(json, '{"a":'.repeat(100_000));
    expect(json.tree.open).toHaveLength(DEEPEST);
  });
});

describe('what was shown', () => {
  it('is never changed; finished parts are shared with the next value', () => {
    const json = emptyJson();
    readJson(json, '{"a":[{"b":1},{"c":"x');
    const before = partialValue(json) as { readonly a: readonly unknown[] };
    readJson(json, 'y"},3]}');
    const after = partialValue(json) as { readonly a: readonly unknown[] };
    expect(before).toEqual({ a: [{ b: 1 }, { c: 'x' }] });
    expect(after).toEqual({ a: [{ b: 1 }, { c: 'xy' }, 3] });
    expect(after.a[0]).toBe(before.a[0]);
  });

  it('is weighed by what is open', () => {
    const json = emptyJson();
    readJson(json, '{"a":[1,2,3],"b":[{"c":1},');
    expect(weight(json)).toBe(1 + 1 + 1 + 1);
  });
});
