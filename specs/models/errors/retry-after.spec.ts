import fc from 'fast-check';
import { retryAfter } from '../../../lib/models/errors/retry-after.ts';

const NOW = Date.parse('2026-11-20T12:00:00Z');

const wait = (headers: Readonly<Record<string, string>>): number | undefined => retryAfter(new Headers(headers), NOW);

describe('what a server asks to wait', () => {
  it.each<[Readonly<Record<string, string>>, number | undefined]>([
    [{}, undefined],
    [{ 'retry-after-ms': '1500' }, 1500],
    [{ 'retry-after-ms': '1500', 'retry-after': '9' }, 1500],
    [{ 'retry-after-ms': 'soon', 'retry-after': '9' }, 9000],
    [{ 'retry-after': '0' }, 0],
    [{ 'retry-after': '0.5' }, 500],
    [{ 'retry-after': '-3' }, 0],
    [{ 'retry-after': '' }, undefined],
    [{ 'retry-after': 'soon' }, undefined],
    [{ 'retry-after': 'Fri, 20 Nov 2026 12:00:30 GMT' }, 30_000],
    [{ 'retry-after': 'Fri, 20 Nov 2026 11:59:30 GMT' }, 0],
    [{ 'x-ratelimit-remaining-requests': '0', 'x-ratelimit-reset-requests': '20ms' }, 20],
    [{ 'x-ratelimit-remaining-tokens': '0', 'x-ratelimit-reset-tokens': '6m0s' }, 360_000],
    [{ 'x-ratelimit-remaining-tokens': '0', 'x-ratelimit-reset-tokens': '1h2m3.5s' }, 3_723_500],
    [{ 'x-ratelimit-remaining-tokens': '7', 'x-ratelimit-reset-tokens': '6m0s' }, undefined],
    [
      {
        'x-ratelimit-remaining-requests': '0',
        'x-ratelimit-reset-requests': '1s',
        'x-ratelimit-remaining-tokens': '0',
        'x-ratelimit-reset-tokens': '2s',
      },
      2000,
    ],
    [{ 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '3' }, 3000],
    [{ 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(NOW + 4000) }, 4000],
    [{ 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(NOW / 1000 + 5) }, 5000],
    [{ 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '2026-11-20T12:00:06Z' }, 6000],
    [{ 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': 'later' }, undefined],
  ])('%j', (headers, expected) => {
    expect(wait(headers)).toBe(expected);
  });

  it('is a whole number from 0 up, whatever the headers hold', () => {
    const value = fc.stringMatching(/^[-0-9.+eEsmh :GMTJan]*$/);
    fc.assert(
      fc.property(value, value, (after, reset) => {
        const asked = wait({ 'retry-after': after, 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': reset });
        if (asked !== undefined) expect(Number.isInteger(asked) && asked >= 0).toBe(true);
      }),
    );
  });
});
