import OpenAI, { AzureOpenAI } from 'openai';
import { concatMap, range, take, toArray, VirtualTimeScheduler } from 'rxjs';
import type { OpenAIClient } from '../../../lib/models/openai/openai-client.ts';
import { openai } from '../../../lib/models/openai.ts';
import { timeout } from '../../../lib/models/timeout.ts';
import { useEnvironment } from '../../support/environment.ts';
import type { LoopbackServer, Script } from '../../support/loopback-server.ts';
import { failure, outcome } from '../../support/outcome.ts';
import { useServers } from '../../support/servers.ts';
import { answering, content, event, finish, REQUEST } from '../../support/wire.ts';

const KEY = 'a-secret-of-mine-1234';

const serve = useServers();
let server: LoopbackServer;
const serving = async (script: Script): Promise<string> => {
  server = await serve(script);
  return server.url;
};

useEnvironment({ OPENAI_API_KEY: '', OPENAI_BASE_URL: '' });

type Make = (baseURL: string) => OpenAIClient;

const AZURE = { apiKey: KEY, apiVersion: '2024-10-21', deployment: 'gpt' };

// specs/clients runs this file with the other majors of `openai`.
const CLIENTS: readonly (readonly [string, Make])[] = [
  ['openai', (baseURL) => new OpenAI({ baseURL, apiKey: KEY })],
  ['Azure in openai', (baseURL) => new AzureOpenAI({ baseURL, ...AZURE })],
];

describe.each(CLIENTS)('%s', (name, make) => {
  it('sends, and its answer is read', async () => {
    const model = openai(make(await serving({ body: answering('Hello', ' you') })));
    const { values, error } = await outcome(model(REQUEST));
    expect(error).toBeUndefined();
    expect(values).toEqual([content('Hello'), content(' you'), finish()]);
    expect(server.requests).toHaveLength(1);
    expect(server.requests[0]?.body).toEqual(REQUEST);
    const { headers } = server.requests[0] ?? {};
    expect(headers?.['api-key'] ?? headers?.authorization).toContain(KEY);
  });

  it('uses one connection for 30 turns', async () => {
    const model = openai(make(await serving({ body: answering('a') })));
    const { values } = await outcome(range(0, 30).pipe(concatMap(() => model(REQUEST).pipe(toArray()))));
    expect(values).toHaveLength(30);
    expect(server.seen).toMatchObject({ connections: 1, requests: 30 });
  });

  it('is closed by unsubscribing before the headers', async () => {
    const model = openai(make(await serving({ before: [{ stall: true }] })));
    const subscription = model(REQUEST).subscribe();
    await server.until(({ requests }) => requests === 1);
    subscription.unsubscribe();
    expect(await server.until(({ broken }) => broken === 1)).toMatchObject({ requests: 1 });
  });

  it('is closed by unsubscribing in the middle', async () => {
    const model = openai(make(await serving({ body: [event(content('a')), { stall: true }] })));
    await outcome(model(REQUEST).pipe(take(1)));
    expect(await server.until(({ broken }) => broken === 1)).toMatchObject({ requests: 1 });
  });

  it('asks once, whatever the status, and tells what the server said', async () => {
    const headers = { 'content-type': 'application/json', 'retry-after': '7' };
    const body = [JSON.stringify({ error: { message: 'Slow down.', type: 'rate_limit' } })];
    const model = openai(make(await serving({ status: 429, headers, body })));
    const error = await failure(model(REQUEST));
    expect(error).toMatchObject({ type: 'http', status: 429, retryAfter: 7000 });
    expect(error.message).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/v1\/chat\/completions answered 429: Slow down\.$/);
    expect(server.requests).toHaveLength(1);
  });

  it('leaves the text of an error that stalls to the time that the client and timeout() allow, and closes it', async () => {
    const model = openai(make(await serving({ status: 503, body: ['Busy', { stall: true }] })));
    const scheduler = new VirtualTimeScheduler();
    const error = failure(timeout({ firstChunk: 50, scheduler })(model)(REQUEST));
    await server.until(({ requests }) => requests === 1);
    scheduler.flush();
    expect((await error).type).toBe('timeout');
    expect(await server.until(({ broken }) => broken === 1)).toMatchObject({ requests: 1 });
  });

  it('is left as it was: what it sends with is its own', async () => {
    const client = make(await serving({ body: answering('Hi') }));
    const before = Object.entries(client);
    await outcome(openai(client)(REQUEST));
    expect(Object.entries(client)).toEqual(before);
  });

  it('takes no credentials along a redirect', async () => {
    const other = await serve({ body: answering('x') });
    const location = `${other.url}/chat/completions`;
    const model = openai(make(await serving({ status: 307, headers: { location } })));
    const error = await failure(model(REQUEST));
    expect(error).toMatchObject({ type: 'http', status: 307 });
    expect(error.message).toContain(`It points to ${location}: set OPENAI_BASE_URL or the client's baseURL.`);
    expect(other.requests).toEqual([]);
  });

  it('names the address where nothing listens', async () => {
    const url = await serving({});
    await server.close();
    const error = await failure(openai(make(url))(REQUEST));
    expect(error.type).toBe('network');
    expect(error.message).toContain(`Nothing listens at ${url}/chat/completions`);
  });

  it('repeats no key that a server repeats', async () => {
    const body = [JSON.stringify({ error: { message: `Incorrect API key provided: ${KEY}.` } })];
    const model = openai(make(await serving({ status: 401, headers: { 'content-type': 'application/json' }, body })));
    const error = await failure(model(REQUEST));
    expect(error.message).toContain("Incorrect API key provided: ***. Check OPENAI_API_KEY or the client's apiKey.");
    expect(`${String(error.cause)} ${name}`).not.toContain(KEY);
  });
});
