import { SwarmError } from 'rxswarm';
import { budget, http, rateLimit, retry, timeout } from 'rxswarm/models';

/** JavaScript callers have no compiler to tell them. */
const calls: readonly (readonly [string, () => unknown, string])[] = [
  ['http()', () => http({ baseUrl: 'http://localhost' } as object), '"baseUrl": it takes baseURL, apiKey,'],
  ['http()', () => http({ api_key: 'sk-secret' } as object), '"api_key": did you mean apiKey?'],
  ['retry()', () => retry({ count: 3 } as object), '"count": it takes retries, delay,'],
  ['retry()', () => retry({ max_delay: 3 } as object), '"max_delay": did you mean maxDelay?'],
  ['timeout()', () => timeout({ total: 3 } as object), '"total": it takes headers, firstChunk, idle,'],
  ['rateLimit()', () => rateLimit({ rpm: 3 } as object), '"rpm": it takes requestsPerMinute,'],
  ['rateLimit()', () => rateLimit({ maxConcurrent: 3 } as object), '"maxConcurrent": it takes requestsPerMinute,'],
  ['budget()', () => budget({ tokens: 3, limit: 3 } as never), '"limit": it takes tokens, cost, prices.'],
];

describe('an option that nobody reads', () => {
  it.each(calls)('given to %s throws a usage error that names the options', (owner, call, words) => {
    expect(call).toThrow(SwarmError);
    expect(call).toThrow(`${owner} has no option ${words}`);
    expect(call).not.toThrow('sk-secret');
  });
});
