import { http } from '../../../lib/models/http.ts';
import { globalDispatcher } from '../../../lib/models/transport/node-dispatcher.ts';
import type { LoopbackServer, Script } from '../../support/loopback-server.ts';
import { failure, outcome } from '../../support/outcome.ts';
import { useServers } from '../../support/servers.ts';
import { answering, content, finish, REQUEST } from '../../support/wire.ts';

import '../../support/node-dispatcher.ts';

const serve = useServers();
const own = globalThis.fetch;
let server: LoopbackServer;

afterEach(() => {
  globalThis.fetch = own;
});

const serving = async (script: Script) => {
  server = await serve(script);
  return http({ baseURL: server.url, apiKey: 'key' });
};

const WHOLE = { values: [content('Hi'), finish()], error: undefined };

describe('the dispatcher', () => {
  it("is used while the global fetch is Node's own", async () => {
    const model = await serving({ body: answering('Hi') });
    expect(globalDispatcher()).toBeDefined();
    expect(await outcome(model(REQUEST))).toEqual(WHOLE);
    // What `fetch` would have sent along.
    expect(server.requests[0]?.headers).not.toHaveProperty('sec-fetch-mode');
  });

  it('is left aside as soon as somebody puts another fetch in its place', async () => {
    const model = await serving({ body: answering('Hi') });
    const seen: unknown[] = [];
    globalThis.fetch = (url, init) => {
      seen.push(url);
      return own(url, init);
    };
    expect(globalDispatcher()).toBeUndefined();
    expect(await outcome(model(REQUEST))).toEqual(WHOLE);
    expect(seen).toEqual([`${server.url}/chat/completions`]);
  });

  it('is left aside for a fetch that is passed', async () => {
    server = await serve({ body: answering('Hi') });
    const model = http({ baseURL: server.url, fetch: (url, init) => own(url, init) });
    expect(await outcome(model(REQUEST))).toEqual(WHOLE);
    expect(server.requests[0]?.headers).toHaveProperty('sec-fetch-mode');
  });

  it('is given headers of their own for each request, which it may change', async () => {
    const dispatcher = globalDispatcher();
    if (dispatcher === undefined) throw new Error('There is no dispatcher.');
    let requests = 0;
    const dispatch = jest.spyOn(dispatcher, 'dispatch').mockImplementation(({ headers, ...options }, handler) => {
      dispatch.mockRestore();
      requests++;
      return dispatcher.dispatch({ ...options, headers: Object.assign(headers, { 'x-tenant': 'ada' }) }, handler);
    });
    const model = await serving({ body: answering('Hi') });
    await outcome(model(REQUEST));
    await outcome(model(REQUEST));
    expect(requests).toBe(1);
    expect(server.requests.map(({ headers }) => headers['x-tenant'])).toEqual(['ada', undefined]);
  });

  it('asks for an answer that is not compressed, and refuses one that cannot be decompressed', async () => {
    const model = await serving({ headers: { 'content-encoding': 'gzip' }, body: ['nonsense'] });
    const { type, message } = await failure(model(REQUEST));
    expect(server.requests[0]?.headers).toMatchObject({ 'accept-encoding': 'identity' });
    expect(type).toBe('protocol');
    expect(message).toContain('cannot be decompressed');
    await server.until(({ open }) => open === 0);
  });

  it('sends nothing once unsubscribed, though the connection is still being made', async () => {
    const model = await serving({ body: answering('Hi') });
    model(REQUEST).subscribe({ error: fail }).unsubscribe();
    expect(await outcome(model(REQUEST))).toEqual(WHOLE);
    expect(server.requests).toHaveLength(1);
  });
});

const fail = (error: unknown): void => {
  throw error;
};
