import { connect } from 'rxswarm/client';
import type { RunEvent } from 'rxswarm';
import { text } from 'rxswarm/operators';
import { take } from 'rxjs';
import { collect } from '../support/collect.ts';
import { loopbackServer, type Answer, type LoopbackServer, type Script } from '../support/loopback-server.ts';
import { failure, outcome } from '../support/outcome.ts';

const messages = [{ role: 'user', content: 'Hi' }] as const;

const event = (data: object): string => `data: ${JSON.stringify(data)}\n\n`;

const response = { messages: [], agent: { name: 'Ada' }, contextVariables: {}, state: 'sealed' };

const whole: Answer = { body: [event({ content: 'Hello' }), event({ response })] };

let server: LoopbackServer | undefined;

afterEach(() => server?.close());

const against = async (script: Script, options = {}) => {
  server = await loopbackServer(script);
  return connect(`${server.url}/chat`, { retries: 0, ...options });
};

describe('connect errors for', () => {
  it.each<[string, Answer, object]>([
    [
      'a status',
      { status: 502, body: ['<html>'] },
      { type: 'http', status: 502, message: 'The server failed and did not say how.' },
    ],
    [
      'a status with a message',
      { status: 500, body: ['{"error":{"message":"Sorry.","id":"abc"}}'] },
      { type: 'http', status: 500, message: 'Sorry. (abc)' },
    ],
    ['another content type', { headers: { 'content-type': 'text/html' }, body: ['<html>'] }, { type: 'protocol' }],
    ['a 204', { status: 204 }, { type: 'protocol' }],
    ['an event that is not JSON', { body: ['data: {\n\n'] }, { type: 'protocol' }],
    ['an event that is not an object', { body: ['data: null\n\n'] }, { type: 'protocol' }],
    ['a tool event without a call', { body: [event({ tool: null })] }, { type: 'protocol' }],
    ['a call that ends without a message', { body: [event({ tool: { status: 'end' } })] }, { type: 'protocol' }],
    ['an early end', { body: [event({ content: 'Hel' })] }, { type: 'incomplete' }],
    ['a connection that breaks', { body: [event({ content: 'Hel' }), { destroy: true }] }, { type: 'network' }],
    [
      'an error event',
      { body: ['event: error\ndata: {"error":{"message":"Sorry."}}\n\n'] },
      { type: 'api', message: 'Sorry.' },
    ],
    [
      'an error event with a response',
      { body: [`event: error\n${event({ error: { message: 'Sorry.' }, response })}`] },
      { type: 'api', response },
    ],
  ])('%s', async (_, answer, expected) => {
    const connection = await against(answer);
    expect(await failure(connection.run({ messages }))).toMatchObject(expected);
  });

  it('a server that is not there', async () => {
    await against(whole);
    await server?.close();
    expect(await failure(connect(server?.url ?? '', { retries: 1 }).run({ messages }))).toMatchObject({
      type: 'network',
    });
  });

  it('nothing that happens after the response', async () => {
    const connection = await against({ body: [...(whole.body ?? []), { destroy: true }] });
    const { values, error } = await outcome(connection.run({ messages }));
    expect([values.length, error]).toEqual([2, undefined]);
  });
});

describe('connect sends a request again', () => {
  const busy: Answer = { status: 429, headers: { 'retry-after': '0' }, body: ['{}'] };

  it('after 429 and 503', async () => {
    const connection = await against([busy, { ...busy, status: 503 }, whole], { retries: 2 });
    expect(await collect(connection.run({ messages }).pipe(text()))).toEqual(['Hello']);
    expect(server?.requests).toHaveLength(3);
  });

  it('but not if it would have to wait for hours', async () => {
    const connection = await against({ ...busy, headers: { 'retry-after': '3600' } }, { retries: 1 });
    expect(await failure(connection.run({ messages }))).toMatchObject({ status: 429, retryAfter: 3_600_000 });
    expect(server?.requests).toHaveLength(1);
  });

  it('at most `retries` times', async () => {
    const connection = await against(busy, { retries: 1 });
    expect(await failure(connection.run({ messages }))).toMatchObject({ status: 429 });
    expect(server?.requests).toHaveLength(2);
  });

  it.each<[string, Answer]>([
    ['an answer that broke off', { body: [event({ content: 'Hel' }), { destroy: true }] }],
    ['a connection cut before the answer', { before: [{ destroy: true }] }],
    ['a failure of the server', { status: 500 }],
  ])('but not after %s, because the server may have acted', async (_, answer) => {
    const connection = await against([answer, whole], { retries: 5 });
    await failure(connection.run({ messages }));
    expect(server?.requests).toHaveLength(1);
  });
});

describe('connect', () => {
  it('sends messages, state, decisions, and the headers that the function returns each time', async () => {
    let asked = 0;
    const headers = () => Promise.resolve({ authorization: `Bearer ${++asked}` });
    const connection = await against(whole, { headers });
    await collect(connection.run({ messages }));
    await collect(connection.run({ state: 'sealed', decisions: { a: true } }));
    expect(server?.requests.map(({ body }) => body)).toEqual([
      { messages },
      { state: 'sealed', decisions: { a: true } },
    ]);
    expect(server?.requests.map((request) => request.headers.authorization)).toEqual(['Bearer 1', 'Bearer 2']);
    expect(server?.requests[0]?.headers['content-type']).toBe('application/json');
  });

  it('reads events that are split at every byte', async () => {
    const bytes = Buffer.from(`${event({ content: 'Grüße \u{1F41D}' })}:\n\n${event({ response })}`);
    const body = [...bytes].map((byte) => Uint8Array.of(byte));
    const connection = await against({ body });
    expect(await collect(connection.run({ messages }).pipe(text()))).toEqual(['Grüße \u{1F41D}']);
  });

  it('cancels the body of a custom fetch that ignores its signal', async () => {
    let cancelled = 0;
    const endless = new ReadableStream<Uint8Array>({
      start: (controller) => controller.enqueue(new TextEncoder().encode(event({ content: 'Hel' }))),
      cancel: () => {
        cancelled++;
      },
    });
    const headers = { 'content-type': 'text/event-stream' };
    const fetch = () => Promise.resolve(new Response(endless, { headers }));
    const run$ = connect('/chat', { fetch }).run({ messages });
    expect(await collect(run$.pipe(take(1)))).toEqual<RunEvent[]>([{ content: 'Hel' }]);
    expect(cancelled).toBe(1);
  });
});

describe('an answer without events', () => {
  /** An answer whose body never ends, and counts of its reads and cancellations. */
  const endless = (status: number, contentType: string) => {
    const seen = { cancelled: 0, pulled: 0 };
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => controller.enqueue(new TextEncoder().encode('{"error":')),
      pull: () => {
        seen.pulled++;
      },
      cancel: () => {
        seen.cancelled++;
      },
    });
    const fetch = () => Promise.resolve(new Response(body, { status, headers: { 'content-type': contentType } }));
    return { seen, run$: connect('/chat', { fetch }).run({ messages }) };
  };

  it('is cancelled unread when its content type is not an event stream', async () => {
    const { seen, run$ } = endless(200, 'text/html');
    expect(await failure(run$)).toMatchObject({ type: 'protocol' });
    expect(seen.cancelled).toBe(1);
  });

  it('is cancelled when it is unsubscribed while its error is read', async () => {
    const { seen, run$ } = endless(500, 'application/json');
    const subscription = run$.subscribe({ error: (error: unknown) => expect(error).toBeUndefined() });
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(seen.pulled).toBeGreaterThan(0);
    subscription.unsubscribe();
    expect(seen.cancelled).toBe(1);
  });
});
