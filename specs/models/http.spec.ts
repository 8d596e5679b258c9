import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { concatMap, range, toArray } from 'rxjs';
import { http, type HttpOptions } from '../../lib/models/http.ts';
import { useEnvironment } from '../support/environment.ts';
import type { LoopbackServer, Script } from '../support/loopback-server.ts';
import { outcome } from '../support/outcome.ts';
import { useServers } from '../support/servers.ts';
import { answering, content, finish, REQUEST } from '../support/wire.ts';

const KEY = 'a-secret-of-mine-1234';

const serve = useServers();
let server: LoopbackServer;

const serving = async (script: Script, options: HttpOptions = {}) => {
  server = await serve(script);
  return http({ baseURL: server.url, apiKey: KEY, ...options });
};

useEnvironment({ OPENAI_API_KEY: '', OPENAI_BASE_URL: '' });

it('minds the last headers only: servers announce them and say that they are busy', async () => {
  const early = createServer((_, response) => {
    response.writeEarlyHints({ link: '</style.css>; rel=preload' });
    response.writeProcessing();
    setImmediate(() => response.end(answering('Hi').join('')));
  });
  await new Promise<void>((resolve) => early.listen(0, '127.0.0.1', resolve));
  const { port } = early.address() as AddressInfo;
  const { values, error } = await outcome(http({ baseURL: `http://127.0.0.1:${port}/v1` })(REQUEST));
  early.close();
  expect(error).toBeUndefined();
  expect(values).toEqual([content('Hi'), finish()]);
});

describe('what is sent', () => {
  it('is the request as JSON, with the key, to /chat/completions', async () => {
    const model = await serving({ body: answering('Hi') });
    const { values, error } = await outcome(model(REQUEST));
    expect(error).toBeUndefined();
    expect(values).toEqual([content('Hi'), finish()]);
    expect(server.requests).toMatchObject([{ method: 'POST', url: '/v1/chat/completions', body: REQUEST }]);
    expect(server.requests[0]?.headers).toMatchObject({
      authorization: `Bearer ${KEY}`,
      'content-type': 'application/json',
    });
  });

  it('is nothing before there is a subscription, and one request for each', async () => {
    const model = await serving({ body: answering('Hi') });
    const chunks$ = model(REQUEST);
    expect(server.seen.connections).toBe(0);
    await Promise.all([outcome(chunks$), outcome(chunks$), outcome(chunks$)]);
    expect(server.seen.requests).toBe(3);
  });

  it('takes address and key from the environment, at subscription', async () => {
    await serving({ body: answering('Hi') });
    const chunks$ = http()(REQUEST);
    process.env['OPENAI_BASE_URL'] = `${server.url}/`;
    process.env['OPENAI_API_KEY'] = 'from-the-environment\n';
    expect((await outcome(chunks$)).error).toBeUndefined();
    expect(server.requests[0]?.url).toBe('/v1/chat/completions');
    expect(server.requests[0]?.headers.authorization).toBe('Bearer from-the-environment');
  });

  it.each([
    ['a function', () => 'given-key'],
    ['an asynchronous function', () => Promise.resolve('given-key')],
  ])('takes the key from %s', async (_, apiKey) => {
    const model = await serving({ body: answering('Hi') }, { apiKey });
    await outcome(model(REQUEST));
    expect(server.requests[0]?.headers.authorization).toBe('Bearer given-key');
  });

  it("has the caller's headers, which win, and keeps the query of the address", async () => {
    const headers = { Authorization: 'Basic abc', 'api-key': 'k' };
    server = await serve({ body: answering('Hi') });
    await outcome(http({ baseURL: `${server.url}?api-version=1`, apiKey: KEY, headers })(REQUEST));
    expect(server.requests[0]?.url).toBe('/v1/chat/completions?api-version=1');
    expect(server.requests[0]?.headers).toMatchObject({ authorization: 'Basic abc', 'api-key': 'k' });
  });

  it('goes through the given fetch', async () => {
    const urls: string[] = [];
    const model = await serving(
      { body: answering('Hi') },
      { fetch: (url, init) => (urls.push(url), fetch(url, init)) },
    );
    expect((await outcome(model(REQUEST))).values).toHaveLength(2);
    expect(urls).toEqual([`${server.url}/chat/completions`]);
  });

  it('has the headers as they are at each subscription, so that a token can be renewed in place', async () => {
    const headers = { 'x-token': 'first' };
    const model = await serving({ body: answering('Hi') }, { headers });
    await outcome(model(REQUEST));
    headers['x-token'] = 'second';
    await outcome(model(REQUEST));
    expect(server.requests.map(({ headers: sent }) => sent['x-token'])).toEqual(['first', 'second']);
  });

  it('leaves out of the next request the headers that a fetch added to this one', async () => {
    let requests = 0;
    const adding: HttpOptions['fetch'] = (url, init) => {
      if (requests++ === 0) Object.assign(init.headers as object, { 'x-tenant': 'ada' });
      return fetch(url, init);
    };
    const model = await serving({ body: answering('Hi') }, { fetch: adding });
    await outcome(model(REQUEST));
    await outcome(model(REQUEST));
    expect(server.requests.map(({ headers }) => headers['x-tenant'])).toEqual(['ada', undefined]);
  });
});

describe('connections', () => {
  it('are one for 30 turns', async () => {
    const model = await serving({ body: answering('a', 'b') });
    const turns$ = range(0, 30).pipe(concatMap(() => model(REQUEST).pipe(toArray())));
    const { values, error } = await outcome(turns$);
    expect(error).toBeUndefined();
    expect(values).toHaveLength(30);
    expect(server.seen).toEqual({ connections: 1, open: 1, requests: 30, broken: 0, underWay: 0 });
  });
});
