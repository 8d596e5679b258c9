import { http, type HttpOptions } from '../../lib/models/http.ts';
import { useEnvironment } from '../support/environment.ts';
import type { Answer } from '../support/loopback-server.ts';
import { failure, outcome } from '../support/outcome.ts';
import { useServers } from '../support/servers.ts';
import { answering, content, event, finish, REQUEST } from '../support/wire.ts';

const KEY = 'a-secret-of-mine-1234';
const JSON_TYPE = { 'content-type': 'application/json' };

useEnvironment({ OPENAI_API_KEY: '', OPENAI_BASE_URL: '' });

const serve = useServers();

const failing = async (answer: Answer, options: HttpOptions = {}) => {
  const server = await serve(answer);
  const { url } = server;
  const error = await failure(http({ baseURL: url, apiKey: KEY, ...options })(REQUEST));
  return { error, server, asked: `${url}/chat/completions` };
};

describe('a status that is not 2xx', () => {
  it.each<[string, Answer, string]>([
    [
      'the words of OpenAI',
      { body: [JSON.stringify({ error: { message: 'Bad model.', type: 'x', code: null } })] },
      ': Bad model.',
    ],
    [
      'the words of vLLM',
      { body: [JSON.stringify({ object: 'error', message: 'Bad model', code: 400 })] },
      ': Bad model.',
    ],
    [
      'the words of FastAPI',
      { body: [JSON.stringify({ detail: [{ loc: ['body'], msg: 'field required' }] })] },
      ': field required.',
    ],
    ['a text as error', { body: [JSON.stringify({ error: 'Bad model' })] }, ': Bad model.'],
    ['plain text', { body: ['Bad\nmodel'] }, ': Bad model.'],
    [
      'the title of a page',
      { body: ['<html><head><title>400 Bad Request</title></head><body>…</body></html>'] },
      ': 400 Bad Request.',
    ],
    ['its name, with a page without title', { body: ['<html><body>Oh</body></html>'] }, ': Bad Request.'],
    ['its name, with an empty body', { body: [] }, ': Bad Request.'],
    ['its name, with JSON that says nothing', { body: ['{}'] }, ': Bad Request.'],
    ['what came before the connection broke', { body: ['Bad', { destroy: true }] }, ': Bad'],
  ])('is told with %s', async (_, answer, words) => {
    const { error, asked } = await failing({ status: 400, headers: JSON_TYPE, ...answer });
    expect(error).toMatchObject({ type: 'http', status: 400 });
    expect(error.message).toContain(`${asked} answered 400${words}`);
  });

  it('is told by what came within a second where its body stalls', async () => {
    const { error, server } = await failing({ status: 503, body: ['Overloaded', { stall: true }] });
    expect(error).toMatchObject({ type: 'http', status: 503 });
    expect(error.message).toContain('answered 503: Overloaded.');
    await server.until(({ broken }) => broken === 1);
  });

  it('is told with at most 1,200 letters if its body has no end', async () => {
    const { error } = await failing({ status: 500, body: Array.from({ length: 40 }, () => 'x'.repeat(65_536)) });
    expect(error.status).toBe(500);
    expect(error.message.length).toBeLessThan(1200);
  });

  it.each<[number, HttpOptions, string]>([
    [401, {}, 'Check OPENAI_API_KEY or the apiKey option.'],
    [401, { apiKey: '' }, 'No API key was sent: set OPENAI_API_KEY or the apiKey option.'],
    [403, { apiKey: '' }, 'No API key was sent: set OPENAI_API_KEY or the apiKey option.'],
    [
      404,
      {},
      "Check the model's name and OPENAI_BASE_URL or the baseURL option, which must end before /chat/completions.",
    ],
    [405, {}, 'Check OPENAI_BASE_URL or the baseURL option.'],
    [302, {}, 'Check OPENAI_BASE_URL or the baseURL option.'],
  ])('of %i says what can be done', async (status, options, remedy) => {
    const { error } = await failing({ status }, options);
    expect(error.message.endsWith(remedy)).toBe(true);
  });

  it.each([
    ['retry-after-ms', { 'retry-after-ms': '1500', 'retry-after': '9' }, 1500],
    ['Retry-After', { 'retry-after': '2' }, 2000],
  ])('tells how long %s asks to wait', async (_, headers, retryAfter) => {
    expect((await failing({ status: 429, headers })).error.retryAfter).toBe(retryAfter);
  });
});

describe('an answer of status 200 without a completion', () => {
  it('is an error that names the address if it is a page of HTML', async () => {
    const { error, asked } = await failing({ headers: { 'content-type': 'text/html' }, body: ['<html></html>'] });
    expect(error.type).toBe('protocol');
    expect(error.message).toBe(
      `The server answered with a page of HTML instead of a completion. The address was ${asked}: check OPENAI_BASE_URL or the baseURL option.`,
    );
  });

  it.each<[string, Answer, string]>([
    ['an error as JSON', { headers: JSON_TYPE, body: ['{"error":{"message":"No"}}'] }, 'api'],
    ['an empty body', {}, 'incomplete'],
    ['no body', { status: 204 }, 'incomplete'],
    ['a connection that breaks', { body: [event(content('a')), { destroy: true }] }, 'network'],
  ])('is an error: %s', async (_, answer, type) => {
    expect((await failing(answer)).error.type).toBe(type);
  });

  it.each([
    [
      'a completion as JSON',
      'text/event-stream',
      JSON.stringify({ choices: [{ index: 0, message: { content: 'a' }, finish_reason: 'stop' }] }),
    ],
    [
      'a completion as events',
      'application/json',
      event({ choices: [{ index: 0, delta: { content: 'a' }, finish_reason: 'stop' }] }),
    ],
  ])('is read if it is %s, although its content-type says otherwise', async (_, type, body) => {
    const { url } = await serve({ headers: { 'content-type': type }, body: [body] });
    const { values } = await outcome(http({ baseURL: url })(REQUEST));
    expect(values).toEqual([{ choices: [{ index: 0, delta: { content: 'a' }, finish_reason: 'stop' }] }]);
  });
});

describe('no answer', () => {
  it('names the address where nothing listens', async () => {
    const server = await serve({});
    const { url } = server;
    await server.close();
    process.env['OPENAI_BASE_URL'] = url;
    const error = await failure(http()(REQUEST));
    expect(error).toMatchObject({
      type: 'network',
      cause: { message: expect.stringMatching(/fetch failed|ECONNREFUSED/) as string },
    });
    expect(error.message).toBe(
      `Nothing listens at ${url}/chat/completions (connection refused): start the server, or set OPENAI_BASE_URL or the baseURL option to its address.`,
    );
  });

  it('names the host that is unknown', async () => {
    const cause = Object.assign(new Error('getaddrinfo ENOTFOUND nowhere'), { code: 'ENOTFOUND' });
    const fetch = () => Promise.reject(new TypeError('fetch failed', { cause }));
    const error = await failure(http({ baseURL: 'http://nowhere/v1', fetch })(REQUEST));
    expect(error.type).toBe('network');
    expect(error.message).toBe(
      'The host of http://nowhere/v1/chat/completions is unknown: check OPENAI_BASE_URL or the baseURL option.',
    );
  });

  it('tells a connection cut before the headers', async () => {
    expect((await failing({ before: [{ destroy: true }] })).error.type).toBe('network');
  });

  it('knows a timeout of fetch itself', async () => {
    const cause = Object.assign(new Error('Headers Timeout Error'), { code: 'UND_ERR_HEADERS_TIMEOUT' });
    const fetch = () => Promise.reject(new TypeError('fetch failed', { cause }));
    expect((await failure(http({ baseURL: 'http://h/v1', fetch })(REQUEST))).type).toBe('timeout');
  });

  it.each([
    ['rejects with nothing', () => Promise.reject(undefined as unknown as Error)],
    [
      'throws',
      () => {
        throw new RangeError('odd');
      },
    ],
    [
      'has a circular cause',
      () => {
        const error = new Error('round');
        error.cause = error;
        return Promise.reject(error);
      },
    ],
  ])('is a SwarmError even where fetch %s', async (_, fetch) => {
    expect((await failure(http({ baseURL: 'http://h/v1', fetch })(REQUEST))).type).toBe('network');
  });
});

describe('what cannot be sent', () => {
  it.each<[string, HttpOptions, Readonly<Record<string, string>>, RegExp]>([
    [
      'no key for OpenAI',
      {},
      {},
      /^There is no API key for https:\/\/api\.openai\.com: set OPENAI_API_KEY or the apiKey option/,
    ],
    [
      'a baseURL that is none',
      { baseURL: 'localhost:11434/v1' },
      {},
      /^The baseURL option must be an http\(s\) URL, such as https:\/\/api.openai.com\/v1, got "localhost:11434\/v1"\.$/,
    ],
    [
      'a variable that is none',
      {},
      { OPENAI_BASE_URL: 'here' },
      /^OPENAI_BASE_URL must be an http\(s\) URL, .*, got "here"\.$/,
    ],
    ['a file', { baseURL: 'file:///etc' }, {}, /must be an http\(s\) URL/],
    [
      'a password in the address',
      { baseURL: 'http://ada:lovelace-1@h/v1' },
      {},
      /must not contain a user name or password: pass them in the headers option/,
    ],
    [
      'a key with a line break',
      { baseURL: 'http://h', apiKey: 'secret-1\nsecret-2' },
      {},
      /^The API key has characters that cannot be sent in a header: check OPENAI_API_KEY or the apiKey option\.$/,
    ],
    [
      'a header with a line break',
      { baseURL: 'http://h', headers: { 'x-token': 'secret-1\nsecret-2' } },
      {},
      /^The header "x-token" cannot be sent/,
    ],
    [
      'a function without a key',
      { apiKey: () => Promise.reject(new Error('no vault')) },
      {},
      /^The function that gives the API key failed\.$/,
    ],
  ])('is refused before it is sent: %s', async (_, options, variables, message) => {
    Object.assign(process.env, variables);
    const error = await failure(http(options)(REQUEST));
    expect(error.type).toBe('usage');
    expect(error.message).toMatch(message);
    expect(`${error.message} ${String(error.cause)}`).not.toMatch(/secret|lovelace/);
  });

  it('is refused: a request that JSON cannot hold', async () => {
    const error = await failure(http({ baseURL: 'http://h' })({ ...REQUEST, seed: 1n }));
    expect(error.type).toBe('usage');
    expect(error.message).toMatch(/^The request cannot be written as JSON: .*BigInt/);
  });
});

describe('a secret', () => {
  it.each<[string, HttpOptions]>([
    ['the key', {}],
    ['a header', { headers: { 'api-key': KEY }, apiKey: '' }],
    ['an authorization', { headers: { authorization: `Bearer ${KEY}` }, apiKey: '' }],
  ])('is not repeated where the server repeats it: %s', async (_, options) => {
    const echo = `Wrong key ${KEY} and sk-proj-abcdefghijklmnop`;
    const answers: readonly Answer[] = [
      { status: 401, body: [echo] },
      { body: [event({ error: echo })] },
      { body: [`data: ${echo}\n\n`] },
    ];
    for (const answer of answers) {
      const { error } = await failing(answer, options);
      expect(error.message).toContain('Wrong key *** and ***');
      expect(`${String(error.stack)} ${String(error.cause)}`).not.toContain(KEY);
    }
  });

  it('of the address is not repeated', async () => {
    const { url } = await serve({ status: 400 });
    const error = await failure(http({ baseURL: `${url}?key=${KEY}` })(REQUEST));
    expect(error.message).toContain(`${url}/chat/completions answered 400`);
    expect(error.message).not.toContain(KEY);
  });
});

describe('a redirect', () => {
  const headers = { 'api-key': KEY, cookie: 'session-1234' };

  it('to another origin takes the request along, and no credentials', async () => {
    const other = await serve({ body: answering('a') });
    const { url } = await serve({ status: 307, headers: { location: `${other.url}/chat/completions` } });
    const { values } = await outcome(http({ baseURL: url, apiKey: KEY, headers })(REQUEST));
    expect(values).toEqual([content('a'), finish()]);
    expect(other.requests).toMatchObject([{ method: 'POST', body: REQUEST }]);
    expect(JSON.stringify(other.requests[0]?.headers)).not.toMatch(/a-secret|session-1234/);
  });

  it('within the origin takes all along', async () => {
    const server = await serve(({ url }) =>
      url.startsWith('/v1') ? { status: 308, headers: { location: '/v2/chat/completions' } } : { body: answering('a') },
    );
    const { error } = await outcome(http({ baseURL: server.url, apiKey: KEY, headers })(REQUEST));
    expect(error).toBeUndefined();
    expect(server.requests[1]).toMatchObject({ url: '/v2/chat/completions', headers, body: REQUEST });
    expect(server.requests[1]?.headers.authorization).toBe(`Bearer ${KEY}`);
  });

  it('and back brings no credentials back', async () => {
    const server = await serve(({ headers: { authorization } }, index) =>
      index === 0
        ? { status: 307, headers: { location: `${other.url}/chat/completions` } }
        : { body: answering(authorization ?? 'none') },
    );
    const other = await serve({ status: 307, headers: { location: `${server.url}/chat/completions` } });
    const { values } = await outcome(http({ baseURL: server.url, apiKey: KEY })(REQUEST));
    expect(values[0]).toEqual(content('none'));
  });

  it.each([301, 302, 303])(
    'of status %i would lose the request, so it is an error that names the target',
    async (status) => {
      const location = 'https://elsewhere.test/v1?token=secret-1';
      const { error } = await failing({ status, headers: { location } });
      expect(error).toMatchObject({ type: 'http', status });
      expect(error.message).toMatch(
        /It points to https:\/\/elsewhere\.test\/v1: set OPENAI_BASE_URL or the baseURL option\.$/,
      );
    },
  );

  it.each(['file:///etc/passwd', 'http://[', 'javascript:alert(1)'])('to %s is not followed', async (location) => {
    expect((await failing({ status: 307, headers: { location } })).error.status).toBe(307);
  });

  it('without end has one', async () => {
    const { error, server } = await failing({ status: 307, headers: { location: '/v1/chat/completions' } });
    expect(error.status).toBe(307);
    expect(server.requests).toHaveLength(6);
  });

  it('that a browser hides is told', async () => {
    const hidden = Object.defineProperty(Response.error(), 'type', { value: 'opaqueredirect' });
    const error = await failure(http({ baseURL: 'http://h/v1', fetch: () => Promise.resolve(hidden) })(REQUEST));
    expect(error.message).toBe('http://h redirects to an address that browsers hide: set the baseURL option to it.');
  });
});
