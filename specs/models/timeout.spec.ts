import { ignoreElements, merge, noop, tap, type Observable } from 'rxjs';
import { listenerOf } from '../../lib/models/transport/exchange-listener.ts';
import { http } from '../../lib/models/http.ts';
import { retry } from '../../lib/models/retry.ts';
import { timeout } from '../../lib/models/timeout.ts';
import type { ChatCompletionChunk, ChatModel } from '../../lib/messages/types.ts';
import { marbles } from '../support/marbles.ts';
import { failure, outcome } from '../support/outcome.ts';
import { useServers } from '../support/servers.ts';
import { answering, content, event, finish, REQUEST } from '../support/wire.ts';

const serve = useServers();

const chunk = { a: content('a'), b: content('b'), f: finish() };

const IDLE = 'The rest of the answer did not come within 1.5 s: timeout({ idle }) allows no more.';

const late = (message: string) => expect.objectContaining({ name: 'SwarmError', type: 'timeout', message }) as unknown;

const idle = late('The rest of the answer did not come within 2 s: timeout({ idle }) allows no more.');
const first = late('The first chunk of the answer did not come within 5 s: timeout({ firstChunk }) allows no more.');
const none = late('The server did not answer within 3 s: timeout({ headers }) allows no more.');

/** A model that says so when its headers come, which is when this emits. */
const telling =
  (headers$: Observable<unknown>, chunks$: Observable<ChatCompletionChunk>): ChatModel =>
  (request) =>
    merge(
      headers$.pipe(
        tap(() => {
          listenerOf(request)?.headers?.(new Headers());
        }),
        ignoreElements(),
      ),
      chunks$,
    );

describe('timeout', () => {
  const limits = { headers: 3000, firstChunk: 5000, idle: 2000 };

  it(
    'leaves an answer alone that comes in time',
    marbles(({ cold, expectObservable, scheduler }) => {
      const model = telling(cold('2s h|'), cold('4s a 1999ms b 1999ms |', chunk));
      expectObservable(timeout({ ...limits, scheduler })(model)(REQUEST)).toBe('4s a 1999ms b 1999ms |', chunk);
    }),
  );

  it(
    'limits the time until the headers, and closes the connection',
    marbles(({ cold, expectObservable, expectSubscriptions, scheduler }) => {
      const chunks$ = cold<ChatCompletionChunk>('4s a', chunk);
      expectObservable(timeout({ ...limits, scheduler })(() => chunks$)(REQUEST)).toBe('3s #', undefined, none);
      expectSubscriptions(chunks$.subscriptions).toBe('^ 2999ms !');
    }),
  );

  it(
    'limits the time until the first chunk, headers or not',
    marbles(({ cold, expectObservable, expectSubscriptions, scheduler }) => {
      const chunks$ = cold<ChatCompletionChunk>('6s a', chunk);
      const model = telling(cold('2s h|'), chunks$);
      expectObservable(timeout({ ...limits, scheduler })(model)(REQUEST)).toBe('5s #', undefined, first);
      expectObservable(timeout({ firstChunk: 5000, scheduler })(() => chunks$)(REQUEST)).toBe('5s #', undefined, first);
      expectSubscriptions(chunks$.subscriptions).toBe(['^ 4999ms !', '^ 4999ms !']);
    }),
  );

  it(
    'limits the time between chunks',
    marbles(({ cold, expectObservable, expectSubscriptions, scheduler }) => {
      const chunks$ = cold<ChatCompletionChunk>('a 999ms b 2s a', chunk);
      expectObservable(timeout({ ...limits, scheduler })(() => chunks$)(REQUEST)).toBe(
        'a 999ms b 1999ms #',
        chunk,
        idle,
      );
      expectSubscriptions(chunks$.subscriptions).toBe('^ 2999ms !');
    }),
  );

  it(
    'completes an answer that has a finish_reason and whose stream stays open',
    marbles(({ cold, expectObservable, scheduler }) => {
      const chunks$ = cold<ChatCompletionChunk>('a-f', chunk);
      expectObservable(timeout({ ...limits, scheduler })(() => chunks$)(REQUEST)).toBe('a-f 1999ms |', chunk);
    }),
  );

  it(
    'limits idleness by default',
    marbles(({ cold, expectObservable, scheduler }) => {
      const chunks$ = cold<ChatCompletionChunk>('a', chunk);
      const error = late('The rest of the answer did not come within 120 s: timeout({ idle }) allows no more.');
      expectObservable(timeout({ scheduler })(() => chunks$)(REQUEST)).toBe('a 119999ms #', chunk, error);
    }),
  );

  it(
    'never fires after the end, after an error, or after unsubscribing',
    marbles(({ cold, expectObservable, scheduler }) => {
      const limited = (marble: string) => timeout({ ...limits, scheduler })(() => cold(marble, chunk))(REQUEST);
      expectObservable(limited('a|')).toBe('a|', chunk);
      expectObservable(limited('a#')).toBe('a#', chunk);
      expectObservable(limited('a'), '---!').toBe('a', chunk);
    }),
  );

  it(
    'may be switched off',
    marbles(({ cold, expectObservable, scheduler }) => {
      const chunks$ = cold<ChatCompletionChunk>('a', chunk);
      const off = { headers: Infinity, firstChunk: Infinity, idle: Infinity, scheduler };
      expectObservable(timeout(off)(() => chunks$)(REQUEST)).toBe('a', chunk);
    }),
  );

  it(
    'may be longer than timers can be',
    marbles(({ cold, expectObservable, scheduler }) => {
      const chunks$ = cold<ChatCompletionChunk>('-', chunk);
      const error = late(
        'The first chunk of the answer did not come within 3000000 s: timeout({ firstChunk }) allows no more.',
      );
      const chunksInTime$ = timeout({ firstChunk: 3e9, scheduler })(() => chunks$)(REQUEST);
      expectObservable(chunksInTime$).toBe('3000000s #', undefined, error);
    }),
  );

  it.each([
    [{ idle: 0 }, 'timeout({ idle }) must be milliseconds above 0, got 0.'],
    [{ headers: -1 }, 'timeout({ headers }) must be milliseconds above 0, got -1.'],
    [{ firstChunk: Number.NaN }, 'timeout({ firstChunk }) must be milliseconds above 0, got NaN.'],
  ])('refuses %j', (options, message) => {
    expect(() => timeout(options)).toThrow(message);
  });

  it('sees the headers of http(), through other wrappers too', async () => {
    const until = new Promise(noop);
    const { url } = await serve({ body: [{ until }] });
    const wrapped: ChatModel = (request) => http({ baseURL: url })({ ...request, model: 'other' });
    const model = timeout({ headers: 1000, firstChunk: 1100 })(retry({ retries: 0 })(wrapped));
    const error = await failure(model(REQUEST));
    expect(error.message).toContain('timeout({ firstChunk })');
  });

  it('is asked again by retry', async () => {
    const server = await serve([{ before: [{ stall: true }] }, { body: answering('a') }]);
    const model = retry({ delay: 0 })(timeout({ firstChunk: 100 })(http({ baseURL: server.url })));
    expect((await outcome(model(REQUEST))).values).toEqual([content('a'), finish()]);
    expect(await server.until(({ broken }) => broken === 1)).toMatchObject({ requests: 2 });
  });
});

describe('a silence', () => {
  it(
    'is broken by a read without a chunk, after the first chunk',
    marbles(({ cold, expectObservable, scheduler }) => {
      const reading: ChatModel = (request) =>
        merge(
          cold('1s r 1s r 1s r 1s r').pipe(
            tap(() => listenerOf(request)?.read?.()),
            ignoreElements(),
          ),
          cold('500ms a', chunk),
        );
      const chunks$ = timeout({ idle: 1500, firstChunk: 5000, scheduler })(reading)(REQUEST);
      expectObservable(chunks$).toBe('500ms a 5002ms #', chunk, late(IDLE));
    }),
  );

  it(
    'is not broken by a read before the first chunk, which has a limit of its own',
    marbles(({ cold, expectObservable, scheduler }) => {
      const reading: ChatModel = (request) =>
        cold<ChatCompletionChunk>('1s r 1s r 1s r').pipe(
          tap(() => listenerOf(request)?.read?.()),
          ignoreElements(),
        );
      expectObservable(timeout({ firstChunk: 2500, scheduler })(reading)(REQUEST)).toBe(
        '2500ms #',
        undefined,
        late('The first chunk of the answer did not come within 2.5 s: timeout({ firstChunk }) allows no more.'),
      );
    }),
  );

  it('is broken by a keep-alive comment of the server', async () => {
    const ping = ': PROCESSING\n\n';
    const quiet = Array.from({ length: 8 }, () => [{ wait: 40 }, ping]).flat();
    const server = await serve({ body: [event(content('a')), ...quiet, event(finish())] });
    const { values, error } = await outcome(timeout({ idle: 200 })(http({ baseURL: server.url }))(REQUEST));
    expect([values, error]).toEqual([[content('a'), finish()], undefined]);
  });
});

describe('a wall clock that is set back', () => {
  it('does not put timeout() off', async () => {
    const server = await serve({ body: [event(content('a')), { stall: true }] });
    const real = Date.now;
    const clock = jest.spyOn(Date, 'now').mockImplementation(() => real() - (server.seen.requests > 0 ? 3_600_000 : 0));
    const error = await failure(timeout({ idle: 50 })(http({ baseURL: server.url }))(REQUEST));
    clock.mockRestore();
    expect(error.type).toBe('timeout');
  });
});
