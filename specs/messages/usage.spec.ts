import type { Usage } from 'rxswarm';
import { addUsage } from '../../lib/messages/usage.ts';
import { usage } from '../support/chunks.ts';

const sum = (...counts: readonly unknown[]) =>
  (counts as readonly (Usage | null | undefined)[]).reduce<Usage | undefined>(addUsage, undefined);

describe('usage', () => {
  it.each<readonly [string, readonly unknown[], unknown]>([
    ['nothing is nothing, not zero', [undefined, null], undefined],
    ['one stands', [usage(1, 2)], usage(1, 2)],
    ['two are added', [usage(1, 2), usage(10, 20)], usage(11, 22)],
    ['a turn that was not counted adds nothing', [usage(1, 2), undefined, usage(10, 20)], usage(11, 22)],
    [
      'details are added',
      [
        { ...usage(1, 2), prompt_tokens_details: { cached_tokens: 1 } },
        { ...usage(1, 2), prompt_tokens_details: { cached_tokens: 2, audio_tokens: 3 } },
      ],
      { ...usage(2, 4), prompt_tokens_details: { cached_tokens: 3, audio_tokens: 3 } },
    ],
    [
      'details that come late or not at all',
      [
        { ...usage(1, 2), prompt_tokens_details: null },
        { ...usage(1, 2), prompt_tokens_details: { cached_tokens: 2 } },
        { ...usage(1, 2), prompt_tokens_details: null },
      ],
      { ...usage(3, 6), prompt_tokens_details: { cached_tokens: 2 } },
    ],
    ['details that are null are none', [{ ...usage(1, 2), prompt_tokens_details: null }], usage(1, 2)],
    ['what is not a number is not counted', [{ ...usage(1, 2), tier: 'flex', cached: true }], usage(1, 2)],
    ['__proto__ is no count', [JSON.parse('{"total_tokens":1,"__proto__":{"x":1}}')], { total_tokens: 1 }],
    ['what is no usage is none', ['text', 5, true, []], undefined],
  ])('%s', (_, counts, expected) => {
    expect(sum(...counts)).toStrictEqual(expected);
  });

  it('looks at each count once, however deep its details are: a server may nest them as it likes', () => {
    let looks = 0;
    const leaf = {
      get tokens() {
        looks++;
        return 1;
      },
    };
    const deep = Array.from({ length: 12 }).reduce<object>((inner) => ({ inner }), leaf);
    sum(deep, deep);
    // As what is added in the first sum, and in the second.
    expect(looks).toBe(2);
  });

  it('changes none of the counts it is given', () => {
    const counts = [usage(1, 2), usage(3, 4)].map((count) => Object.freeze(count));
    expect(sum(...counts)).toEqual(usage(4, 6));
    expect(counts[0]).toEqual(usage(1, 2));
  });
});
