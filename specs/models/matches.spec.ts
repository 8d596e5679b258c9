import { matches } from '../../lib/models/matches.ts';

describe('matches', () => {
  it.each([
    ['gpt-4o', 'gpt-4o', true],
    ['gpt-4o', 'gpt-4o-mini', false],
    ['gpt-4o*', 'gpt-4o', true],
    ['claude-*', 'claude-opus', true],
    ['claude-*', 'a-claude-opus', false],
    ['*-mini', 'gpt-4o-mini', true],
    ['*-mini', 'gpt-4o-mini-2', false],
    ['*/llama*:free', 'meta/llama-3:free', true],
    ['*/llama*:free', 'meta/llama-3', false],
    ['a*b*c', 'a-c-b-c', true],
    ['a*b*c', 'a-c', false],
    ['*', '', true],
    ['**', 'x', true],
    ['', '', true],
    ['', 'x', false],
    ['aba*aba', 'aba', false],
    ['a*aa', 'aa', false],
    ['gpt.4o', 'gpt-4o', false],
    ['[a-z]+', 'gpt', false],
  ])('tells %j from names: %j fits is %j', (pattern, name, fits) => {
    expect(matches(pattern, name)).toBe(fits);
  });

  it('takes no step back for a pattern of many stars and a long name', () => {
    const searches = jest.spyOn(String.prototype, 'indexOf');
    const fits = matches('*a'.repeat(50) + '*b', 'a'.repeat(100_000));
    const { length } = searches.mock.calls;
    searches.mockRestore();
    expect(fits).toBe(false);
    expect(length).toBeLessThanOrEqual(51);
  });
});
