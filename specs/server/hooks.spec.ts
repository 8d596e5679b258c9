import { Agent, Swarm, SwarmError } from 'rxswarm';
import type { ChatModel } from 'rxswarm/models';
import { serveAgUi } from 'rxswarm/ag-ui/server';
import { type Handler, nodeListener, serve, type ServeOptions } from 'rxswarm/server';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { NEVER, of, throwError } from 'rxjs';
import { asked } from '../support/asked.ts';
import { bind } from '../support/bind.ts';
import { call, calls, says } from '../support/chunks.ts';
import { listening } from '../support/listening.ts';
import { scripted } from '../support/scripted-model.ts';
import { logged, SECRET } from '../support/served.ts';
import { until } from '../support/until.ts';

const hi = { messages: [{ role: 'user', content: 'Hi' }] };

const serving = (model: ChatModel, options: Partial<ServeOptions> = {}) => {
  const log = logged();
  const handler = serve(new Swarm(model), { agents: [], start: new Agent(), secret: SECRET, log, ...options });
  const open = (signal?: AbortSignal) =>
    handler(
      new Request('http://server.example/', {
        ...{ method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(hi) },
        ...(signal && { signal }),
      }),
    );
  return { handler, log, open };
};

const hello: ChatModel = () => of(...says('Hello.'));
const down: ChatModel = () => throwError(() => new Error('no route to 10.0.0.7'));

/** Ways in which a hook goes wrong at once. */
const BROKEN: readonly (readonly [string, () => never])[] = [
  [
    'throws',
    () => {
      throw new Error('disk full');
    },
  ],
  ['rejects', (() => Promise.reject(new Error('disk full'))) as () => never],
  ['returns nothing', (() => undefined) as () => never],
];

describe('a log that', () => {
  it.each(BROKEN)('%s breaks neither a refusal nor a stream', async (_, broken) => {
    const log = { error: broken, warn: broken };
    const refused = await asked(serving(hello, { log, authorize: () => Promise.reject(new Error('x')) }).handler, hi);
    expect([refused.status, refused.error.message]).toEqual([500, 'The server failed.']);
    expect((await asked(serving(down, { log }).handler, hi)).events.at(-1)?.event).toBe('error');
  });

  it('is the console gets no response, which holds context variables', async () => {
    const error = jest.spyOn(console, 'error').mockImplementation(() => undefined);
    const start = new Agent();
    const handler = serve(new Swarm(down), {
      ...{ agents: [], start, secret: SECRET },
      contextVariables: { password: 'xyzzy' },
    });
    await asked(handler, hi);
    const words = error.mock.calls.flat();
    error.mockRestore();
    expect(words.every((word) => typeof word === 'string')).toBe(true);
    expect(words.join(' ')).toContain('no route to 10.0.0.7');
    expect(words.join(' ')).not.toContain('xyzzy');
  });
});

describe('a redact that', () => {
  const look = bind(() => 'the secret result', [], { name: 'look' });
  const start = new Agent({ functions: [look] });

  it.each(BROKEN)('%s tells nothing of a result and ends the stream with an error', async (_, redact) => {
    const { text, events } = await asked(serving(scripted(calls(call('look'))), { redact, start }).handler, hi);
    expect(text).not.toContain('secret result');
    expect(events.at(-1)).toMatchObject({ event: 'error', data: { error: { message: 'The server failed.' } } });
  });

  it.each(BROKEN)('%s does not keep a failure from being told', async (_, redact) => {
    const { error } = await asked(serving(down, { redact }).handler, hi);
    expect(error.message).toBe('The server failed.');
  });
});

/** Servers that hold one request at a time, each with a hook that it is given. */
const HOOKED: readonly (readonly [string, (hook: () => never) => Handler, object])[] = [
  [
    'parts of serve',
    (parts) => serving(hello, { parts, limits: { runConcurrency: 1 } }).handler,
    { messages: [{ role: 'user', content: [{ type: 'file', file: { file_id: 'x' } }] }] },
  ],
  [
    'fromState of serveAgUi',
    (fromState) =>
      serveAgUi(new Swarm(hello), {
        ...{ agents: [], start: new Agent(), secret: SECRET, log: logged(), fromState },
        limits: { runConcurrency: 1 },
      }),
    { threadId: 't', runId: 'r', messages: [{ id: '1', role: 'user', content: 'Hi' }] },
  ],
];

describe.each(HOOKED)('%s that', (_, make, body) => {
  it.each(BROKEN)('%s refuses the request, without its words, and gives the place back', async (_name, hook) => {
    const handler = make(hook);
    for (let time = 0; time < 3; time++) {
      const { status, text } = await asked(handler, body);
      expect([400, 500]).toContain(status);
      expect(text).not.toContain('disk full');
    }
  });
});

describe('a function that fails', () => {
  const pay: () => string = bind(
    () => {
      throw new Error('no route to db://10.0.0.7');
    },
    [],
    { name: 'pay' },
  );
  const start = new Agent({ functions: [pay] });

  it('is told to the client in general words with the id that the log has, and to the model in its own', async () => {
    const model = scripted(calls(call('pay')), says('Sorry.'));
    const { handler, log } = serving(model, { start });
    const { text, response } = await asked(handler, hi);
    expect(text).not.toContain('10.0.0.7');
    const [, id = ''] =
      /The function failed\. \(([0-9a-f]{24})\)/.exec(JSON.stringify(response.messages[1]?.content)) ?? [];
    expect(log.errors).toEqual([[`rxswarm ${id}:`, expect.any(SwarmError)]]);
    expect(String(log.errors[0]?.[1])).toContain('10.0.0.7');
    expect(model.requests[1]?.messages.at(-1)?.content).toBe('Error: no route to db://10.0.0.7');
  });

  it('is told as `redact` says, which has the error', async () => {
    const redact: ServeOptions['redact'] = (text, source) => ('error' in source ? source.error.message : text);
    const { response } = await asked(
      serving(scripted(calls(call('pay')), says('Sorry.')), { start, redact }).handler,
      hi,
    );
    expect(response.messages[1]?.content).toBe('pay: Error: no route to db://10.0.0.7');
  });
});

describe('a place', () => {
  const limits = { runConcurrency: 1 };

  it('is held until the answer has been read to its end', async () => {
    const { open } = serving(hello, { limits });
    const first = await open();
    expect((await open()).status).toBe(503);
    await first.text();
    const second = await open();
    expect(second.status).toBe(200);
    await second.body?.cancel();
    expect((await open()).status).toBe(200);
  });

  it('is held while a body arrives, and given back when its client leaves', async () => {
    const { handler, open } = serving(hello, { limits });
    const gone = new AbortController();
    const body = new ReadableStream<Uint8Array>();
    const headers = { 'content-type': 'application/json' };
    const init = { method: 'POST', headers, body, duplex: 'half', signal: gone.signal } as RequestInit;
    const slow = handler(new Request('http://server.example/', init));
    await new Promise((resolve) => setTimeout(resolve, 0));
    expect((await open()).status).toBe(503);
    gone.abort();
    expect((await slow).status).toBe(499);
    expect((await open()).status).toBe(200);
  });

  it.each(['authorize', 'consume'])('is given back when `%s` hangs and its client leaves', async (hook) => {
    let hangs = 0;
    const hang = () => (hangs++, new Promise<never>(() => undefined));
    const pay = bind(() => 'Paid.', [], { name: 'pay', approval: true });
    const model = scripted(calls(call('pay', {}, 'a')), says('Done.'));
    const start = new Agent({ functions: [pay] });
    let isHanging = false;
    const options = { start, limits, [hook]: () => (isHanging ? hang() : hook === 'consume' ? true : {}) };
    const { handler, open } = serving(model, options);
    const { response } = await asked(handler, hi);
    isHanging = true;
    const gone = new AbortController();
    const decision = JSON.stringify({ state: response.state, decisions: { a: true } });
    const headers = { 'content-type': 'application/json' };
    const init = { method: 'POST', headers, body: decision, signal: gone.signal };
    const answer = handler(new Request('http://server.example/', init));
    await until(() => hangs === 1, hook);
    gone.abort();
    expect((await answer).status).toBe(499);
    isHanging = false;
    expect((await open()).status).toBe(200);
  });

  it.each(['authorize', 'consume'])('is given back when `%s` takes longer than hookTimeout', async (hook) => {
    const pay = bind(() => 'Paid.', [], { name: 'pay', approval: true });
    const model = scripted(calls(call('pay', {}, 'a')), says('Done.'));
    let isHanging = false;
    const { handler, log, open } = serving(model, {
      start: new Agent({ functions: [pay] }),
      limits: { ...limits, hookTimeout: 5 },
      [hook]: () => (isHanging ? new Promise<never>(() => undefined) : hook === 'consume' ? true : {}),
    });
    const { response } = await asked(handler, hi);
    isHanging = true;
    expect((await asked(handler, { state: response.state, decisions: { a: true } })).status).toBe(500);
    expect(String(log.errors[0]?.[1])).toContain(`\`${hook}\` took longer than 5 ms`);
    isHanging = false;
    expect((await open()).status).toBe(200);
  });
});

describe('a request', () => {
  it.each([{ messages: [], ['x'.repeat(500)]: 1 }, { decisions: { ['x'.repeat(500)]: true } }])(
    'is refused with a shortened name',
    async (body) => {
      const { status, error } = await asked(serving(hello).handler, body);
      expect(status).toBe(400);
      expect(error.message.length).toBeLessThan(200);
    },
  );

  it('that is too long by its content-length is refused before its body is touched', async () => {
    const { handler } = serving(hello);
    const headers = { 'content-type': 'application/json', 'content-length': String(2 ** 21) };
    const request = new Request('http://server.example/', { method: 'POST', headers });
    let touched = 0;
    Object.defineProperty(request, 'body', {
      get: () => {
        touched++;
      },
    });
    expect((await handler(request)).status).toBe(413);
    expect(touched).toBe(0);
  });

  it.each(['[', '{"a":'])('that is nested deeper than 200 levels is a 400 of its own: %s', async (open) => {
    const close = open === '[' ? ']' : '}';
    const nested = (depth: number) => `{"messages":${open.repeat(depth - 1)}1${close.repeat(depth - 1)}}`;
    const { error, status } = await asked(serving(hello).handler, nested(201));
    expect([status, error.message]).toEqual([400, 'Bad Request: the body is nested deeper than 200 levels.']);
    expect((await asked(serving(hello).handler, nested(100_000))).status).toBe(400);
    expect((await asked(serving(hello).handler, nested(200))).error.message).not.toContain('nested');
  });

  it('is answered with `vary: origin` whenever origins are listed, so that caches keep answers apart', async () => {
    const { handler } = serving(hello, { origins: ['https://good.example'] });
    for (const headers of [{}, { origin: 'https://good.example' }, { origin: 'https://evil.example' }]) {
      expect((await asked(handler, hi, { headers })).headers.get('vary')).toBe('origin');
    }
    expect((await asked(serving(hello).handler, hi)).headers.get('vary')).toBeNull();
  });
});

describe('nodeListener', () => {
  it('breaks off an answer whose body errors', async () => {
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => controller.enqueue(new TextEncoder().encode('half')),
      pull: (controller) => controller.error(new Error('broken')),
    });
    const { url, close } = await listening(() => Promise.resolve(new Response(body)));
    await expect(fetch(url).then((answer) => answer.text())).rejects.toThrow();
    await close();
  });

  it('takes the body that a body parser has left, as object, text or bytes', async () => {
    const { handler } = serving(hello);
    const parsers: readonly ((text: string) => unknown)[] = [JSON.parse, (text) => text, (text) => Buffer.from(text)];
    for (const parse of parsers) {
      const parser = (request: IncomingMessage & { body?: unknown }, next: () => void) => {
        let text = '';
        request.on('data', (part: Buffer) => (text += part.toString()));
        request.on('end', () => {
          request.body = parse(text);
          next();
        });
      };
      const server = createServer((request, response) =>
        parser(request, () => nodeListener(handler)(request, response)),
      );
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      const headers = { 'content-type': 'application/json' };
      const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
      const answer = await fetch(address, { method: 'POST', headers, body: JSON.stringify(hi, null, 2) });
      expect([answer.status, (await answer.text()).includes('Hello.')]).toEqual([200, true]);
      server.closeAllConnections();
      server.close();
    }
  });

  it.each(['a.example/x', 'a.example?x', 'a.example#x', 'me@a.example', 'a.example\\x'])(
    'answers 400 to the host %s',
    async (host) => {
      const { url, close } = await listening(() => Promise.resolve(new Response('heard')));
      const { port } = new URL(url);
      const { request } = await import('node:http');
      const status = await new Promise((resolve, reject) => {
        request({ port, host: '127.0.0.1', headers: { host } }, (answer) => resolve(answer.statusCode))
          .on('error', reject)
          .end();
      });
      await close();
      expect(status).toBe(400);
    },
  );
});

it('a stream that never ends is written without heartbeats when heartbeat is Infinity', async () => {
  const { open } = serving(() => NEVER, { heartbeat: Infinity });
  const reader = (await open()).body?.getReader();
  expect(new TextDecoder().decode((await reader?.read())?.value)).toBe('data: {"delim":"start"}\n\n');
  await reader?.cancel();
});
