import fc from 'fast-check';
import { portablePattern } from '../../lib/schema/portable-pattern.ts';

describe('portablePattern()', () => {
  it.each([
    ['^a$', '^a$'],
    ['^\\d{4}-\\w+$', '^[0-9]{4}-[A-Za-z0-9_]+$'],
    ['^\\D\\W\\S$', '^[^0-9][^A-Za-z0-9_][^ \\t\\n\\r]$'],
    ['^[\\w.-]+$', '^[A-Za-z0-9_.-]+$'],
    ['^[\\.\\/\\^]$', '^[./\\x5E]$'],
    ['^[\\s\\S]*$', '^[^\\x00]*$'],
    ['^a\\/b$', '^a/b$'],
    ['^a\\.b$', '^a\\.b$'],
    ['a', '^[^\\x00]*a[^\\x00]*$'],
    ['^a', '^a[^\\x00]*$'],
    ['a$', '^[^\\x00]*a$'],
    ['a\\$', '^[^\\x00]*a\\$[^\\x00]*$'],
    ['a|b', '^[^\\x00]*(a|b)[^\\x00]*$'],
    ['^(a|b)', '^(a|b)[^\\x00]*$'],
    ['^a|b$', '^a|b$'],
    ['^[^\\S]$', '^[^\\S]$'],
    ['^\\u{1F600}$', '^\\u{1F600}$'],
  ])('says %s as %s, and that as itself', (pattern, portable) => {
    expect(portablePattern(pattern)).toBe(portable);
    expect(portablePattern(portable)).toBe(portable);
  });

  it('keeps the meaning of any pattern', () => {
    const atom = fc.constantFrom('a', 'b', '1', '\\d', '\\w', '\\D', '\\W', '\\s', '\\/', '\\.', '[\\w.]', '[^\\d]');
    const more = fc.constantFrom('[\\s\\S]', '[\\/\\-]', '.', '(a|1)', '(?:b\\d)', '\\n');
    const piece = fc
      .tuple(fc.oneof(atom, more), fc.constantFrom('', '', '*', '+', '?', '{1,2}'))
      .map((parts) => parts.join(''));
    const pattern = fc
      .tuple(
        fc.constantFrom('', '^'),
        fc.array(piece, { minLength: 1, maxLength: 4 }),
        fc.constantFrom('', '|a'),
        fc.constantFrom('', '$'),
      )
      .map(([start, pieces, choice, end]) => `${start}${pieces.join('')}${choice}${end}`);
    const text = fc.array(fc.constantFrom('a', 'b', '1', '_', '/', '.', '-', ' ', '\n', 'é'), { maxLength: 5 });
    fc.assert(
      fc.property(pattern, text, (given, letters) => {
        const value = letters.join('');
        expect([given, value, new RegExp(portablePattern(given), 'u').test(value)]).toEqual([
          given,
          value,
          new RegExp(given, 'u').test(value),
        ]);
      }),
      { numRuns: 500 },
    );
  });
});
