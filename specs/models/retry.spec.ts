import { of, throwError, type Observable } from 'rxjs';
import { retry } from '../../lib/models/retry.ts';
import { SwarmError, type SwarmErrorDetails } from '../../lib/agent/errors.ts';
import type { ChatCompletionChunk, ChatModel } from '../../lib/messages/types.ts';
import { marbles } from '../support/marbles.ts';
import { content, REQUEST } from '../support/wire.ts';

/** No jitter. */
const random = () => 0;

const chunk = { a: content('a'), b: content('b') };

const failed = (details: SwarmErrorDetails) => new SwarmError('http', 'No', details);

const network = new SwarmError('network', 'No');

/** A model whose attempts are these, one after another; the last stands for all further ones. */
const attempting = (...attempts: readonly Observable<ChatCompletionChunk>[]): ChatModel => {
  let count = 0;
  return () => attempts[Math.min(count++, attempts.length - 1)] ?? of();
};

const withAttempts = (error: SwarmError, attempts: number) =>
  expect.objectContaining({ name: 'SwarmError', type: error.type, message: error.message, attempts }) as unknown;

describe('retry', () => {
  it(
    'leaves an answer alone',
    marbles(({ cold, expectObservable, expectSubscriptions, scheduler }) => {
      const answer = cold('-a-b-|', chunk);
      expectObservable(retry({ scheduler })(() => answer)(REQUEST)).toBe('-a-b-|', chunk);
      expectSubscriptions(answer.subscriptions).toBe('^----!');
    }),
  );

  it(
    'asks again after half a second, then after a second, then gives up and tells how often it asked',
    marbles(({ cold, expectObservable, expectSubscriptions, scheduler }) => {
      const attempt = cold<ChatCompletionChunk>('-#', undefined, network);
      const chunks$ = retry({ random, scheduler })(() => attempt)(REQUEST);
      expectObservable(chunks$).toBe('1503ms #', undefined, withAttempts(network, 3));
      expectSubscriptions(attempt.subscriptions).toBe(['^!', '501ms ^!', '1502ms ^!']);
    }),
  );

  it(
    'takes the answer of the attempt that succeeds',
    marbles(({ cold, expectObservable, scheduler }) => {
      const model = attempting(cold('#', undefined, network), cold('-a-|', chunk));
      expectObservable(retry({ random, scheduler })(model)(REQUEST)).toBe('501ms a-|', chunk);
    }),
  );

  it(
    'never asks again after something was shown',
    marbles(({ cold, expectObservable, expectSubscriptions, scheduler }) => {
      const attempt = cold('-a-#', chunk, network);
      const expected = withAttempts(network, 1);
      expectObservable(retry({ scheduler })(() => attempt)(REQUEST)).toBe('-a-#', chunk, expected);
      expectSubscriptions(attempt.subscriptions).toBe('^--!');
    }),
  );

  it(
    'waits ten minutes of backoff, and unsubscribing ends the wait',
    marbles(({ cold, expectObservable, expectSubscriptions, scheduler }) => {
      const attempt = cold<ChatCompletionChunk>('#', undefined, network);
      const chunks$ = retry({ retries: 9, delay: 600_000, maxDelay: Infinity, random, scheduler })(() => attempt)(
        REQUEST,
      );
      expectObservable(chunks$, '1799999ms !').toBe('-');
      expectSubscriptions(attempt.subscriptions).toBe(['(^!)', '600s (^!)']);
    }),
  );

  it(
    'doubles the wait up to its bound',
    marbles(({ cold, expectObservable, expectSubscriptions, scheduler }) => {
      const attempt = cold<ChatCompletionChunk>('#', undefined, network);
      const chunks$ = retry({ retries: 4, delay: 1000, maxDelay: 3000, random, scheduler })(() => attempt)(REQUEST);
      expectObservable(chunks$).toBe('9s #', undefined, withAttempts(network, 5));
      expectSubscriptions(attempt.subscriptions).toBe(['(^!)', '1s (^!)', '3s (^!)', '6s (^!)', '9s (^!)']);
    }),
  );

  it(
    'shortens the wait by up to a quarter, so that many do not ask at once',
    marbles(({ cold, expectObservable, scheduler }) => {
      const model = attempting(cold('#', undefined, network), cold('(a|)', chunk));
      expectObservable(retry({ random: () => 1, scheduler })(model)(REQUEST)).toBe('375ms (a|)', chunk);
    }),
  );

  it.each([
    [0, '(a|)'],
    [1500, '1500ms (a|)'],
    [60_000, '60s (a|)'],
    // As if nothing had been said.
    [60_001, '500ms (a|)'],
    [3_600_000, '500ms (a|)'],
  ])('waits %i ms where the server asks for it: %s', (retryAfter, expected) => {
    marbles(({ cold, expectObservable, scheduler }) => {
      const model = attempting(cold('#', undefined, failed({ status: 429, retryAfter })), cold('(a|)', chunk));
      expectObservable(retry({ random, scheduler })(model)(REQUEST)).toBe(expected, chunk);
    })();
  });

  it.each<[string, SwarmError, boolean]>([
    ['status 503', failed({ status: 503 }), true],
    ['status 400', failed({ status: 400 }), false],
    ['a used-up quota', failed({ status: 429, code: 'insufficient_quota', retryable: false }), false],
    ["a caller's error", new SwarmError('usage', 'No'), false],
  ])('after %s (%s) asks again: %s', (_, error, isAsked) => {
    marbles(({ cold, expectObservable, scheduler }) => {
      const model = attempting(cold('#', undefined, error), cold('(a|)', chunk));
      const chunks$ = retry({ delay: 1000, random, scheduler })(model)(REQUEST);
      if (isAsked) expectObservable(chunks$).toBe('1s (a|)', chunk);
      else expectObservable(chunks$).toBe('#', undefined, withAttempts(error, 1));
    })();
  });

  it(
    'counts anew for each subscription',
    marbles(({ cold, expectObservable, scheduler }) => {
      const attempt = cold<ChatCompletionChunk>('#', undefined, network);
      const chunks$ = retry({ retries: 1, random, scheduler })(() => attempt)(REQUEST);
      expectObservable(chunks$).toBe('500ms #', undefined, withAttempts(network, 2));
      expectObservable(chunks$).toBe('500ms #', undefined, withAttempts(network, 2));
    }),
  );

  it(
    'lets a foreign error pass as it is',
    marbles(({ expectObservable, scheduler }) => {
      const error = new Error('mine');
      expectObservable(retry({ scheduler })(() => throwError(() => error))(REQUEST)).toBe('#', undefined, error);
    }),
  );

  it.each([
    [{ retries: -1 }, 'retry({ retries }) must be a whole number from 0 up, got -1.'],
    [{ retries: 1.5 }, 'retry({ retries }) must be a whole number from 0 up, got 1.5.'],
    [{ delay: Number.NaN }, 'retry({ delay }) must be milliseconds from 0 up, got NaN.'],
    [{ maxDelay: -5 }, 'retry({ maxDelay }) must be milliseconds from 0 up, got -5.'],
  ])('refuses %j', (options, message) => {
    expect(() => retry(options)).toThrow(message);
  });
});
