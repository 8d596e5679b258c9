import { SwarmError } from 'rxswarm';
import { http, rateLimit, type ChatCompletionChunk, type ChatModel, type RateLimitOptions } from 'rxswarm/models';
import {
  asyncScheduler,
  catchError,
  concat,
  EMPTY,
  lastValueFrom,
  map,
  merge,
  mergeMap,
  of,
  range,
  type SchedulerLike,
  Subject,
  Subscription,
  tap,
  throwError,
  toArray,
} from 'rxjs';
import { listenerOf } from '../../lib/models/transport/exchange-listener.ts';
import { chunk, counts } from '../support/chunks.ts';
import { loopbackServer } from '../support/loopback-server.ts';
import { marbles } from '../support/marbles.ts';
import { rethrow } from '../support/rethrow.ts';
import { all } from '../support/synchronous.ts';

const request = (content: string, more: object = {}) => ({
  model: 'small',
  stream: true,
  messages: [{ role: 'user' as const, content }],
  ...more,
});

interface Server {
  /** What it answers each letter with. Default: whole, at once. */
  readonly answers?: Readonly<Record<string, string>>;
  /** Milliseconds in the Retry-After of its 429s. Default: they have none. */
  readonly retryAfter?: number;
  /** The headers of each answer. Default: none. */
  readonly headers?: (letter: string) => Record<string, string>;
  /** Tokens it counts. Default: it does not. */
  readonly tokens?: number;
}

const whole = chunk({ content: 'Hi' }, 'stop');

/**
 * Asks for letters when they are drawn, and unsubscribes as drawn; gives when a server was asked for which: `0 a`.
 * Capitals are asked for with a higher priority.
 */
const asked = (
  letters: string,
  options: RateLimitOptions,
  { answers = {}, retryAfter, headers = () => ({}), tokens = 0 }: Server = {},
  until = '20m !',
): readonly string[] => {
  const log: string[] = [];
  marbles(({ cold, hot, expectObservable }) => {
    const model: ChatModel = (sent) => {
      const letter = sent.messages[0]?.content as string;
      log.push(`${asyncScheduler.now()} ${letter}`);
      const error = new SwarmError('http', 'Too many.', { status: 429, retryAfter });
      const values = { e: chunk({ content: 'Hi' }, 'stop'), u: counts(tokens, 0) };
      return cold<ChatCompletionChunk>(answers[letter] ?? '(eu|)', values, error).pipe(
        tap(() => listenerOf(sent)?.headers?.(new Headers(headers(letter)))),
      );
    };
    const limit = rateLimit(options);
    const [limited, urgent] = [limit(model), limit(model, { priority: 1 })];
    const answers$ = hot(letters).pipe(
      mergeMap((letter) => (letter < 'a' ? urgent : limited)(request(letter)).pipe(catchError(() => EMPTY))),
    );
    expectObservable(answers$.pipe(toArray()), until).toBe('');
  })();
  return log;
};

describe('requestsPerMinute', () => {
  it('sends the requests that fit at once, and the next one a minute after the first', () => {
    expect(asked('ab 8s c 1s d', { requestsPerMinute: 2 })).toEqual(['0 a', '1 b', '60000 c', '60001 d']);
  });

  it('never sends more in any sixty seconds', () => {
    const letters = Array.from({ length: 60 }, (_, index) => `x ${(index * 7919) % 5000}ms `).join('');
    const times = asked(letters, { requestsPerMinute: 7 }).map((line) => Number.parseInt(line));
    expect(times).toHaveLength(60);
    for (const [index, time] of times.entries())
      expect(time - (times[index - 7] ?? -Infinity)).toBeGreaterThanOrEqual(60_000);
  });

  it('waits no longer than it has to', () => {
    expect(asked('a 70s b', { requestsPerMinute: 1 })).toEqual(['0 a', '70001 b']);
  });
});

describe('tokensPerMinute', () => {
  const options: RateLimitOptions = { tokensPerMinute: 100, estimate: () => 40 };

  it('goes by the estimate until the server has counted', () => {
    expect(asked('(abc)', options, { answers: { a: '-', b: '-' } })).toEqual(['0 a', '0 b', '60000 c']);
  });

  it.each([
    ['less', 10, ['0 a', '1 b', '2 c', '3 d']],
    ['more', 90, ['0 a', '60000 b', '120000 c', '180000 d']],
  ])('is corrected by what the server counts: %s', (_, tokens, expected) => {
    expect(asked('abcd', { ...options, concurrency: 1 }, { tokens })).toEqual(expected);
  });

  it('sends a request above the whole limit when nothing else is counted, because it would wait for ever', () => {
    expect(asked('(ab)', { tokensPerMinute: 100, estimate: () => 250 })).toEqual(['0 a', '60000 b']);
  });

  it('estimates the prompt by its length, and the answer by what is allowed or what others had', () => {
    const log: number[] = [];
    marbles(({ cold, hot, expectObservable }) => {
      const model: ChatModel = () => {
        log.push(asyncScheduler.now());
        return cold('(eu|)', { e: whole, u: counts(100, 300) });
      };
      const limited = rateLimit({ tokensPerMinute: 1000 })(model);
      const long = 'x'.repeat(2000);
      const requests = { a: request(long), b: request(long), c: request('', { max_tokens: 900 }) };
      expectObservable(hot('abc', requests).pipe(mergeMap(limited), toArray()), '10m !').toBe('');
    })();
    // 500, counted as 400. Then 500 and the mean of 300 beside these 400; then the 900 that are allowed beside 400.
    expect(log).toEqual([0, 60_000, 120_000]);
  });
});

describe('concurrency', () => {
  it('sends the next when one has ended, however it ended', () => {
    const answers = { a: '---(e|)', b: '-#', c: '-----(e|)' };
    expect(asked('(abcd)', { concurrency: 2 }, { answers, retryAfter: 0 })).toEqual(['0 a', '0 b', '1 c', '3 d']);
  });

  it(
    'takes one that is not wanted any more for ended',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const [a, b] = [cold<ChatCompletionChunk>('-'), cold('-(e|)', { e: whole })];
      const limited = rateLimit({ concurrency: 1 })(({ messages }) => (messages[0]?.content === 'a' ? a : b));
      expectObservable(limited(request('a')), '^--!').toBe('');
      expectObservable(limited(request('b'))).toBe('----(e|)', { e: whole });
      expectSubscriptions(a.subscriptions).toBe('^--!');
      expectSubscriptions(b.subscriptions).toBe('---^!');
    }),
  );

  it('does not grow the stack with the number that waits', () => {
    const first$ = new Subject<ChatCompletionChunk>();
    const limited = rateLimit({ concurrency: 1 })(({ messages }) =>
      messages[0]?.content === 'a' ? first$ : of(whole),
    );
    let answered = 0;
    const waiting$ = range(0, 20_000).pipe(mergeMap(() => limited(request('b'))));
    merge(limited(request('a')), waiting$).subscribe({ next: () => answered++, error: rethrow });
    expect(answered).toBe(0);
    first$.complete();
    expect(answered).toBe(20_000);
  });

  it('lets a run ask again while it is the only one that may', () => {
    const limited = rateLimit({ concurrency: 1 })(() => of(whole));
    expect(all(limited(request('a')).pipe(mergeMap(() => limited(request('b')))))).toHaveLength(1);
  });
});

describe('order', () => {
  it('is the order in which they came', () => {
    expect(asked('abcd', { requestsPerMinute: 1 })).toEqual(['0 a', '60000 b', '120000 c', '180000 d']);
  });

  it('lets a higher priority go first', () => {
    expect(
      asked('abcDE', { requestsPerMinute: 1 })
        .map((line) => line.slice(-1))
        .join(''),
    ).toBe('aDEbc');
  });

  it('lets nobody overtake who needs less: the first waits for all', () => {
    const estimate: RateLimitOptions['estimate'] = ({ messages }) => (messages[0]?.content === 'b' ? 90 : 20);
    expect(asked('abc', { tokensPerMinute: 100, estimate }, { answers: { a: '-', b: '-', c: '-' } })).toEqual([
      ...['0 a', '60000 b', '120000 c'],
    ]);
  });
});

describe('cancellation', () => {
  it(
    'leaves the line, and the next moves up',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const answer = cold('(e|)', { e: whole });
      const limited = rateLimit({ requestsPerMinute: 1 })(() => answer);
      expectObservable(limited(request('a'))).toBe('(e|)', { e: whole });
      expectObservable(limited(request('b')), '^-!').toBe('');
      expectObservable(limited(request('c'))).toBe('60s (e|)', { e: whole });
      expectSubscriptions(answer.subscriptions).toBe(['(^!)', '60s (^!)']);
    }),
  );

  it('leaves no timer behind', () => {
    jest.useFakeTimers();
    try {
      const limited = rateLimit({ requestsPerMinute: 1 })(() => of(whole));
      limited(request('a')).subscribe();
      const waiting = limited(request('b')).subscribe();
      expect(jest.getTimerCount()).toBe(1);
      waiting.unsubscribe();
      expect(jest.getTimerCount()).toBe(0);
    } finally {
      jest.useRealTimers();
    }
  });

  it('asks nothing before it is subscribed to', () => {
    const model = jest.fn(() => of(whole));
    void rateLimit({ concurrency: 1 })(model)(request('a'));
    expect(model).not.toHaveBeenCalled();
  });
});

describe('a 429', () => {
  const answers = { a: '-#', b: '-#', f: '#' };

  it('holds all for as long as it says', () => {
    expect(asked('a-bcd', { concurrency: 10 }, { answers: { a: '-#' }, retryAfter: 5000 })).toEqual([
      ...['0 a', '5001 b', '5001 c', '5001 d'],
    ]);
  });

  it(
    'is passed on as it is, and what is under way goes on',
    marbles(({ cold, expectObservable }) => {
      const error = new SwarmError('http', 'Too many.', { status: 429, retryAfter: 5000 });
      const streams = [cold<ChatCompletionChunk>('-#', {}, error), cold('---(e|)', { e: whole })];
      const limited = rateLimit({})(() => streams.shift() ?? EMPTY);
      expectObservable(limited(request('a'))).toBe('-#', {}, error);
      expectObservable(limited(request('b'))).toBe('---(e|)', { e: whole });
    }),
  );

  it('without Retry-After holds all for a second, and twice as long each time in a row', () => {
    expect(asked('fffef', { concurrency: 1 }, { answers: { ...answers, e: '(eu|)' } })).toEqual([
      ...['0 f', '1000 f', '3000 f', '7000 e', '7000 f'],
    ]);
  });

  it('holds nobody for more than a minute', () => {
    expect(asked('ab', {}, { answers: { a: '#' }, retryAfter: 3_600_000 })).toEqual(['0 a', '60000 b']);
  });

  it('is the only failure that slows the others', () => {
    const limited = rateLimit({})(() => throwError(() => new SwarmError('http', 'Broken.', { status: 500 })));
    const message = limited(request('a')).pipe(catchError((error: unknown) => of((error as Error).message)));
    expect(all(concat(message, message))).toEqual(['Broken.', 'Broken.']);
  });
});

describe("the server's headers", () => {
  const remaining = (left: number, reset: string) => ({
    'x-ratelimit-remaining-requests': String(left),
    'x-ratelimit-reset-requests': reset,
  });

  it('hold all until they say that there is more', () => {
    const headers = (letter: string) => (letter === 'b' ? remaining(0, '12s') : {});
    expect(asked('abcd', {}, { headers })).toEqual(['0 a', '1 b', '12001 c', '12001 d']);
  });

  it('let as many begin as they say are left', () => {
    const headers = (letter: string) => (letter === 'a' ? remaining(2, '12s') : {});
    expect(asked('abcd', {}, { headers })).toEqual(['0 a', '1 b', '2 c', '12000 d']);
  });

  it('count what began after the request they answer', () => {
    const headers = (letter: string) => (letter === 'a' ? remaining(2, '12s') : {});
    const server = { headers, answers: { a: '---(e|)', b: '-' } };
    expect(asked('ab--cde', {}, server)).toEqual(['0 a', '1 b', '4 c', '12003 d', '12003 e']);
  });

  it('are out of date where those of a later request have come', () => {
    const headers = (letter: string) => (letter === 'a' ? remaining(0, '12s') : remaining(5, '12s'));
    const server = { headers, answers: { a: '---(e|)' } };
    expect(asked('ab--c', {}, server)).toEqual(['0 a', '1 b', '4 c']);
  });

  it('hold all requests until the tokens are reset, when no tokens remain', () => {
    const headers = () => ({ 'x-ratelimit-remaining-tokens': '0', 'x-ratelimit-reset-tokens': '6m0s' });
    expect(asked('ab', { tokensPerMinute: 1_000_000 }, { headers })).toEqual(['0 a', '60000 b']);
  });

  it('come from the answer over HTTP', async () => {
    const body = [`data: ${JSON.stringify(whole)}\n\n`, 'data: [DONE]\n\n'];
    const headers = { 'content-type': 'text/event-stream', ...remaining(0, '80ms') };
    const server = await loopbackServer({ headers, body });
    try {
      const begin = performance.now();
      const limited = rateLimit({ concurrency: 1 })(http({ baseURL: server.url, apiKey: 'none' }));
      const times$ = merge(limited(request('a')), limited(request('b'))).pipe(
        map(() => performance.now() - begin),
        toArray(),
      );
      const [first = 0, second = 0] = await lastValueFrom(times$, { defaultValue: [] });
      expect(second - first).toBeGreaterThan(60);
    } finally {
      await server.close();
    }
  });
});

describe('the limits', () => {
  it(
    'are shared by all chat models that one rateLimit() is put around',
    marbles(({ cold, expectObservable }) => {
      const answer = cold('(e|)', { e: whole });
      const limit = rateLimit({ requestsPerMinute: 1 });
      expectObservable(limit(() => answer)(request('a'))).toBe('(e|)', { e: whole });
      expectObservable(limit(() => answer)(request('b'))).toBe('60s (e|)', { e: whole });
    }),
  );

  it.each(['requestsPerMinute', 'tokensPerMinute', 'concurrency'])('throw for { %s: 0 }', (name) => {
    expect(() => rateLimit({ [name]: 0 })).toThrow(`rateLimit({ ${name} }) must be a number from 1 up, got 0.`);
  });
});

it('waits at most a minute when the wall clock is set back by an hour', () => {
  const delays: number[] = [];
  const scheduler = {
    now: () => Date.now(),
    schedule: (_work: unknown, delay = 0) => (delays.push(delay), Subscription.EMPTY),
  } as unknown as SchedulerLike;
  const model = rateLimit({ requestsPerMinute: 1, scheduler })(() => EMPTY);
  model(request('a')).subscribe();
  const real = Date.now;
  const clock = jest.spyOn(Date, 'now').mockImplementation(() => real() - 3_600_000);
  model(request('a')).subscribe();
  clock.mockRestore();
  expect(delays).toEqual([expect.any(Number)]);
  expect(delays[0]).toBeLessThanOrEqual(60_000);
});
