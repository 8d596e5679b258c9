import { mergeContext } from '../../lib/agent/context.ts';

describe('context variables', () => {
  it.each<readonly [string, readonly (object | undefined)[], object]>([
    ['nothing is empty', [], {}],
    ['later ones stand', [{ a: 1, b: 1 }, undefined, { b: 2 }], { a: 1, b: 2 }],
    ['undefined is a value', [{ a: 1 }, { a: undefined }], { a: undefined }],
    ['shallow: what is inside is not merged', [{ a: { x: 1 } }, { a: { y: 2 } }], { a: { y: 2 } }],
    ['own keys only', [Object.create({ inherited: 1 }) as object], {}],
  ])('%s', (_, changes, merged) => {
    expect(mergeContext(...changes)).toStrictEqual(merged);
  });

  it('are merged into a new object, even from one source', () => {
    const one = Object.freeze({ a: 1 });
    expect(mergeContext(one)).not.toBe(one);
  });

  it.each(['__proto__', 'constructor', 'prototype'])('drop the key %s', (key) => {
    const merged = mergeContext({ a: 1 }, JSON.parse(`{"${key}":{"evil":true},"b":2}`) as object);
    expect(merged).toStrictEqual({ a: 1, b: 2 });
    expect('evil' in merged || 'evil' in {}).toBe(false);
  });
});
