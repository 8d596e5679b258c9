import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { asyncScheduler, filter, Subject, take } from 'rxjs';
import { http } from 'rxswarm/models';
import { cancellationContract, type FetchRecording, recordFetch, replayFetch } from 'rxswarm/testing';
import { bodyOf, splitAt, toBytes } from '../support/bytes.ts';
import { last } from '../support/collect.ts';
import { failure, outcome } from '../support/outcome.ts';
import { useServers } from '../support/servers.ts';
import { answering, REQUEST } from '../support/wire.ts';

const serve = useServers();
const URL_OF = 'https://api.example.com/v1/chat';
const KEY = 'a-secret-of-mine-1234';

/** Returns a `fetch` that answers each request with the next of these responses. */
const answeringWith =
  (...responses: readonly Response[]) =>
  (): Promise<Response> =>
    Promise.resolve(responses[at++ % responses.length] ?? Response.error());
let at = 0;
beforeEach(() => (at = 0));

/** Records over a `fetch` and returns the exchanges so far. */
const recording = (fetch: (url: string, init: RequestInit) => Promise<Response>, scheduler = asyncScheduler) => {
  const recordings: FetchRecording[] = [];
  const recorded = recordFetch((latest) => recordings.push(latest), { fetch, scheduler });
  return { recorded, recordings, exchanges: () => recordings.at(-1)?.exchanges ?? [] };
};

describe('recordFetch()', () => {
  it('keeps the request without its secrets', async () => {
    const { recorded, exchanges } = recording(answeringWith(new Response('ok')));
    const response = await recorded(`https://ada:pw@api.example.com/v1/chat?alt=sse&key=${KEY}`, {
      method: 'POST',
      headers: {
        'X-Gateway-Pass': `Key ${KEY}`,
        'content-type': 'application/json',
        'anthropic-version': '2023-06-01',
      },
      body: JSON.stringify({ text: `Mine is ${KEY}`, api_key: 'short', max_tokens: 3 }),
    });
    await response.text();
    expect(exchanges()[0]?.request).toEqual({
      method: 'POST',
      url: 'https://***@api.example.com/v1/chat?alt=sse&key=***',
      headers: { 'x-gateway-pass': '***', 'content-type': 'application/json', 'anthropic-version': '2023-06-01' },
      body: { text: 'Mine is ***', api_key: '***', max_tokens: 3 },
    });
  });

  it.each<[string, Parameters<typeof fetch>, unknown]>([
    ['bytes', [URL_OF, { method: 'POST', body: toBytes('{"a":1}') as Uint8Array<ArrayBuffer> }], { a: 1 }],
    ['a form', [new URL(URL_OF), { method: 'POST', body: new URLSearchParams({ a: '1' }) }], 'a=1'],
    ['a Request', [new Request(URL_OF, { method: 'POST', body: '{"a":1}' })], { a: 1 }],
    ['a text that is not JSON', [URL_OF, { method: 'POST', body: 'sk-abcdefghijkl' }], '***'],
    ['no body', [URL_OF], undefined],
  ])('keeps %s as the body of a request, and leaves it to be sent', async (_, sent, body) => {
    const texts: string[] = [];
    const { recorded, exchanges } = recording(async (url, init) => {
      texts.push(await new Request(url, init).text());
      return new Response(null, { status: 204 });
    });
    await recorded(...sent);
    expect(exchanges()[0]?.request.body).toEqual(body);
    expect(texts[0]).toHaveLength(body === undefined ? 0 : new TextEncoder().encode(texts[0]).length);
    expect(texts[0] === '').toBe(body === undefined);
  });

  it('keeps the response without the secrets that the server repeats, and without the encoding that is undone', async () => {
    const headers = {
      'content-encoding': 'gzip',
      'set-cookie': 'a=b',
      'x-request-id': 'r1',
      'openai-organization': 'us',
    };
    const { recorded, exchanges } = recording(
      answeringWith(new Response(`Wrong key ${KEY}`, { status: 401, statusText: 'Unauthorized', headers })),
    );
    const response = await recorded(URL_OF, { headers: { authorization: `Bearer ${KEY}` } });
    expect(await response.text()).toBe(`Wrong key ${KEY}`);
    expect(exchanges()[0]).toMatchObject({
      response: { status: 401, statusText: 'Unauthorized' },
      pieces: [{ text: 'Wrong key ***' }],
      end: { type: 'complete' },
    });
    expect(exchanges()[0]?.response?.headers).toEqual({
      ...{ 'content-type': 'text/plain;charset=UTF-8', 'x-request-id': 'r1' },
      ...{ 'set-cookie': '***', 'openai-organization': '***' },
    });
  });

  it('keeps the pieces of a body and their times, as text if they are UTF-8, else in base64', async () => {
    let now = 1000;
    const clock = Object.assign(Object.create(asyncScheduler) as typeof asyncScheduler, { now: () => now });
    const pieces = splitAt(toBytes('\uFEFFaé b'), [4, 5]);
    const { recorded, exchanges } = recording(() => {
      now += 5;
      return Promise.resolve(new Response(bodyOf(pieces) as ReadableStream<Uint8Array<ArrayBuffer>>));
    }, clock);
    const reader = (await recorded(URL_OF)).body?.getReader();
    for (let part = await reader?.read(); part?.done === false; part = await reader?.read()) {
      expect(pieces).toContainEqual(part.value);
      now += 2;
    }
    expect(exchanges()[0]).toMatchObject({
      response: { at: 5 },
      pieces: [
        { at: 5, text: '\uFEFFa' },
        { at: 7, base64: btoa('\xc3') },
        { at: 9, base64: btoa('\xa9 b') },
      ],
      end: { at: 11, type: 'complete' },
    });
  });

  it('hides a secret in a piece that is not UTF-8', async () => {
    const [first] = splitAt(toBytes('sk-abcdefghijkl é'), [17]);
    const { recorded, exchanges } = recording(answeringWith(new Response(first as Uint8Array<ArrayBuffer>)));
    await (await recorded(URL_OF)).arrayBuffer();
    expect(exchanges()[0]?.pieces).toEqual([{ at: expect.any(Number) as number, base64: btoa('*** \xc3') }]);
  });

  it('returns a response like the one it received', async () => {
    const { url } = await serve({ status: 201, headers: { 'x-a': 'b' }, body: ['Hi'] });
    const response = await recordFetch(() => undefined)(`${url}/x`);
    expect([response.status, response.statusText, response.url]).toEqual([201, 'Created', `${url}/x`]);
    expect(response.headers.get('x-a')).toBe('b');
    expect(await response.text()).toBe('Hi');
  });

  it('returns a response without a body as it is', async () => {
    const response = new Response(null, { status: 204 });
    const { recorded, exchanges } = recording(answeringWith(response));
    expect(await recorded(URL_OF)).toBe(response);
    expect(exchanges()[0]).toMatchObject({ response: { status: 204 }, pieces: [], end: { type: 'complete' } });
  });

  it('reads nothing of a body that is not read, and keeps nothing of it until it is cancelled', async () => {
    const pull = jest.fn();
    const cancel = jest.fn();
    const body = new ReadableStream<Uint8Array<ArrayBuffer>>({ pull, cancel }, { highWaterMark: 0 });
    const { recorded, recordings, exchanges } = recording(answeringWith(new Response(body)));
    const response = await recorded(URL_OF);
    expect(recordings).toEqual([]);
    await response.body?.cancel();
    expect(pull).not.toHaveBeenCalled();
    expect(cancel).toHaveBeenCalledTimes(1);
    expect(exchanges()[0]).toMatchObject({ pieces: [], end: { type: 'unsubscribe' } });
  });

  it('passes an abort on, and keeps the pieces before it', async () => {
    const server = await serve({ body: ['Hel', { stall: true }] });
    const { recorded, exchanges } = recording(fetch);
    const controller = new AbortController();
    const reader = (await recorded(server.url, { signal: controller.signal })).body?.getReader();
    await reader?.read();
    const rest = reader?.read();
    controller.abort();
    await expect(rest).rejects.toMatchObject({ name: 'AbortError' });
    await server.until(({ broken }) => broken === 1);
    expect(exchanges()).toMatchObject([{ pieces: [{ text: 'Hel' }], end: { type: 'unsubscribe' } }]);
  });

  it('keeps a failed connection, whose replay fails alike', async () => {
    const server = await serve({});
    const { url } = server;
    await server.close();
    const { recorded, recordings } = recording(fetch);
    const error = await failure(http({ baseURL: url, fetch: recorded })(REQUEST));
    expect(recordings.at(-1)?.exchanges[0]).not.toHaveProperty('response.status');
    const again = http({ baseURL: url, fetch: replayFetch(recordings.at(-1) as FetchRecording) });
    const { type, code, message } = error;
    expect(code).toBe('ECONNREFUSED');
    expect(await failure(again(REQUEST))).toMatchObject({ type, code, message });
  });

  it('keeps a connection that breaks, whose replay breaks alike', async () => {
    const { url } = await serve({ body: [answering('a', 'b')[0] ?? '', { destroy: true }] });
    const { recorded, recordings } = recording(fetch);
    const first = await outcome(http({ baseURL: url, fetch: recorded })(REQUEST));
    const again = http({ baseURL: url, fetch: replayFetch(recordings.at(-1) as FetchRecording) });
    expect(first.error?.type).toBe('network');
    expect(await outcome(again(REQUEST))).toEqual(first);
  });

  it('keeps a refusal, whose replay is refused with the same wait', async () => {
    const body = ['{"error":{"message":"Slow down.","code":"rate_limit_exceeded"}}'];
    const { url } = await serve({ status: 429, headers: { 'retry-after': '7', 'x-request-id': 'r1' }, body });
    const { recorded, recordings } = recording(fetch);
    const first = await failure(http({ baseURL: url, fetch: recorded })(REQUEST));
    const again = http({ baseURL: url, fetch: replayFetch(recordings.at(-1) as FetchRecording) });
    expect(first).toMatchObject({ status: 429, retryAfter: 7000, requestId: 'r1' });
    expect(await failure(again(REQUEST))).toEqual(first);
  });

  it('keeps exchanges in the order in which they began', async () => {
    const { recorded, exchanges } = recording(() => Promise.resolve(new Response('ok')));
    const [one, two] = await Promise.all([recorded(`${URL_OF}/1`), recorded(`${URL_OF}/2`)]);
    await two.text();
    expect(exchanges().map(({ request }) => request.url)).toEqual([`${URL_OF}/2`]);
    await one.text();
    expect(exchanges().map(({ request }) => request.url)).toEqual([`${URL_OF}/1`, `${URL_OF}/2`]);
  });

  it('writes a file, which replayFetch() reads', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'recording-'));
    try {
      const file = join(folder, 'bug.json');
      const recorded = recordFetch(file, { fetch: answeringWith(new Response('one'), new Response('two')) });
      for (const expected of ['one', 'two']) expect(await (await recorded(URL_OF)).text()).toBe(expected);
      expect(readFileSync(file, 'utf8')).toContain('"of": "fetch"');
      const replayed = replayFetch(file);
      for (const expected of ['one', 'two']) expect(await (await replayed(URL_OF)).text()).toBe(expected);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('uses the global fetch of the moment', async () => {
    const recorded = recordFetch(() => undefined);
    const spy = jest.spyOn(globalThis, 'fetch').mockImplementation(answeringWith(new Response('mine')));
    try {
      expect(await (await recorded(URL_OF)).text()).toBe('mine');
    } finally {
      spy.mockRestore();
    }
  });

  it('keeps an answer that is read to its end after it was whole', async () => {
    const { url } = await serve({ body: [...answering('Hello'), ': the rest\n\n'] });
    const recordings$ = new Subject<FetchRecording>();
    const ended = last(
      recordings$.pipe(
        filter(({ exchanges }) => exchanges.length === 1),
        take(1),
      ),
    );
    await outcome(http({ baseURL: url, fetch: recordFetch((latest) => recordings$.next(latest)) })(REQUEST));
    expect((await ended).exchanges[0]?.end.type).toBe('complete');
  });
});

describe('http() over recordFetch()', () => {
  for (const { name, check } of cancellationContract((baseURL) =>
    http({ baseURL, fetch: recordFetch(() => undefined) }),
  )) {
    it(name, check);
  }
});
