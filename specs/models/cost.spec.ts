import { SwarmError } from 'rxswarm';
import { costOf } from 'rxswarm/models';
import { usage } from '../support/chunks.ts';

const prices = {
  small: { input: 1, output: 4 },
  large: { input: 10, output: 40, cachedInput: 2.5, cacheWrite: 12.5 },
};

describe('costOf', () => {
  it('sums the tokens of each model, at its own price per million', () => {
    const used = [
      { agent: 'Desk', model: 'small', usage: usage(1_000_000, 500_000) },
      { agent: 'Expert', model: 'large', usage: usage(100_000, 10_000) },
    ];
    expect(costOf(used, prices)).toBeCloseTo(1 + 2 + 1 + 0.4, 10);
  });

  it('counts cached input at its own price, or at the price of input for a model without one', () => {
    const cached = { ...usage(100_000, 0), prompt_tokens_details: { cached_tokens: 60_000 } };
    expect(costOf([{ model: 'large', usage: cached }], prices)).toBeCloseTo(0.4 + 0.15, 10);
    expect(costOf([{ model: 'small', usage: cached }], prices)).toBeCloseTo(0.1, 10);
  });

  it('counts what went into the cache at its own price, or at the price of input for a model without one', () => {
    const details = { cached_tokens: 20_000, cache_write_tokens: 60_000 };
    const used = { ...usage(100_000, 0), prompt_tokens_details: details };
    expect(costOf([{ model: 'large', usage: used }], prices)).toBeCloseTo(0.2 + 0.05 + 0.75, 10);
    expect(costOf([{ model: 'small', usage: used }], prices)).toBeCloseTo(0.1, 10);
  });

  it('returns 0 for undefined and for an empty list', () => {
    expect(costOf(undefined, prices)).toBe(0);
    expect(costOf([], prices)).toBe(0);
  });

  it.each(['medium', 'constructor'])('refuses a model without a price: %s', (model) => {
    expect(() => costOf([{ model, usage: usage(1, 1) }], prices)).toThrow(SwarmError);
    expect(() => costOf([{ model, usage: usage(1, 1) }], prices)).toThrow(`There is no price for model "${model}"`);
  });
});
