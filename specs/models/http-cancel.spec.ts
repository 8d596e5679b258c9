import { config, Subscription, take } from 'rxjs';
import { http } from '../../lib/models/http.ts';
import type { ChatCompletionChunk } from '../../lib/messages/types.ts';
import type { LoopbackServer, Script } from '../support/loopback-server.ts';
import { outcome } from '../support/outcome.ts';
import { until } from '../support/until.ts';
import { useServers } from '../support/servers.ts';
import { answering, content, DONE, event, finish, REQUEST } from '../support/wire.ts';

const noop = (): void => undefined;

const serve = useServers();
let server: LoopbackServer;
const serving = async (script: Script) => {
  server = await serve(script);
  return http({ baseURL: server.url })(REQUEST);
};

const closed = () => server.until(({ broken }) => broken === 1);

describe('unsubscribing closes the socket', () => {
  it('before the headers', async () => {
    const chunks$ = await serving({ before: [{ stall: true }] });
    const subscription = chunks$.subscribe({ error: noop });
    await server.until(({ requests }) => requests === 1);
    subscription.unsubscribe();
    expect(await closed()).toMatchObject({ requests: 1 });
  });

  it('after the headers, before the first chunk', async () => {
    let hasHeaders = noop;
    const headers = new Promise<void>((resolve) => (hasHeaders = resolve));
    server = await serve({ body: [{ stall: true }] });
    const fetching: typeof fetch = async (...args) => {
      const response = await fetch(...args);
      setImmediate(hasHeaders);
      return response;
    };
    const subscription = http({ baseURL: server.url, fetch: fetching })(REQUEST).subscribe({ error: noop });
    await headers;
    subscription.unsubscribe();
    await closed();
  });

  it('between two chunks', async () => {
    const chunks$ = await serving({ body: [event(content('a')), { stall: true }] });
    expect(await outcome(chunks$.pipe(take(1)))).toEqual({ values: [content('a')], error: undefined });
    await closed();
  });

  it('from within next, and nothing more is emitted of what was read', async () => {
    const chunks$ = await serving({ body: [event(content('a')) + event(content('b')), { stall: true }] });
    const seen: ChatCompletionChunk[] = [];
    const subscription = new Subscription();
    const leave = (chunk: ChatCompletionChunk): void => {
      seen.push(chunk);
      subscription.unsubscribe();
    };
    subscription.add(chunks$.subscribe({ next: leave, error: noop }));
    await closed();
    expect(seen).toEqual([expect.objectContaining(content('a'))]);
  });

  it('while the text of an error stalls', async () => {
    const chunks$ = await serving({ status: 500, body: ['x', { stall: true }] });
    const subscription = chunks$.subscribe({ error: noop });
    await server.until(({ requests }) => requests === 1);
    await new Promise((resolve) => setTimeout(resolve, 20));
    subscription.unsubscribe();
    await closed();
  });

  it('at once, without a timer', async () => {
    const chunks$ = await serving({ before: [{ stall: true }] });
    const subscription = chunks$.subscribe({ error: noop });
    await server.until(({ requests }) => requests === 1);
    const timers = [jest.spyOn(globalThis, 'setTimeout'), jest.spyOn(globalThis, 'setInterval')];
    subscription.unsubscribe();
    for (const timer of timers) {
      expect(timer).not.toHaveBeenCalled();
      timer.mockRestore();
    }
    await closed();
  });
});

describe('after [DONE]', () => {
  it('a body that does not end is closed after 500 ms, and nobody waits for it', async () => {
    const chunks$ = await serving({ body: [event(finish()), DONE, { stall: true }] });
    const begin = performance.now();
    expect(await outcome(chunks$)).toEqual({ values: [finish()], error: undefined });
    // The server would see the end in a later turn of the event loop.
    expect(server.seen.broken).toBe(0);
    await closed();
    expect(performance.now() - begin).toBeGreaterThan(400);
  });
});

describe('unsubscribing', () => {
  it('at once sends nothing', async () => {
    const chunks$ = await serving({ body: answering('a') });
    chunks$.subscribe({ error: noop }).unsubscribe();
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(server.seen.requests).toBe(0);
  });

  it('while the key is awaited sends nothing', async () => {
    await serving({ body: answering('a') });
    let give: (key: string) => void = noop;
    const apiKey = () => new Promise<string>((resolve) => (give = resolve));
    const subscription = http({ baseURL: server.url, apiKey })(REQUEST).subscribe({ error: noop });
    subscription.unsubscribe();
    give('late');
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(server.seen.connections).toBe(0);
  });

  it('closes the answer of a fetch that ignores its signal', async () => {
    await serving({ before: [{ wait: 20 }], body: [{ stall: true }] });
    const deaf = (url: string, init: RequestInit) => fetch(url, { ...init, signal: null });
    const subscription = http({ baseURL: server.url, fetch: deaf })(REQUEST).subscribe({ error: noop });
    await server.until(({ requests }) => requests === 1);
    subscription.unsubscribe();
    await closed();
  });

  it('one of two leaves the other alone', async () => {
    let go = noop;
    const until = new Promise<void>((resolve) => (go = resolve));
    const chunks$ = await serving({ before: [{ until }], body: answering('a') });
    const first = chunks$.subscribe({ error: noop });
    const second = outcome(chunks$);
    await server.until(({ requests }) => requests === 2);
    first.unsubscribe();
    await closed();
    go();
    expect((await second).values).toHaveLength(2);
  });
});

it('an error thrown by a subscriber does not break the clean-up', async () => {
  const thrown = jest.fn();
  const { onUnhandledError } = config;
  config.onUnhandledError = thrown;
  const chunks$ = await serving({ body: [event(content('a')), { stall: true }] });
  const subscription = chunks$.subscribe({
    next: () => {
      throw new Error('mine');
    },
    error: noop,
  });
  await until(() => thrown.mock.calls.length > 0, 'the report of the error');
  subscription.unsubscribe();
  await closed();
  expect(thrown).toHaveBeenCalledTimes(1);
  config.onUnhandledError = onUnhandledError;
});
