import { createServer, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import OpenAI from 'openai';
import { concatMap, map, mergeMap, range, toArray } from 'rxjs';
import { http } from '../../lib/models/http.ts';
import { openai } from '../../lib/models/openai.ts';
import type { ChatModel } from '../../lib/messages/types.ts';
import { failure, outcome, withoutOrigin } from '../support/outcome.ts';
import { answering, content, finish, REQUEST } from '../support/wire.ts';

import '../support/node-dispatcher.ts';

const servers: Server[] = [];
const sockets: Socket[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
  for (const socket of sockets.splice(0)) socket.destroy();
});

const HEAD = 'HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n';
const chunked = (text: string): string => `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`;
const WHOLE = `${HEAD}connection: keep-alive\r\nkeep-alive: timeout=5, max=100\r\n\r\n${answering('Hi').map(chunked).join('')}0\r\n\r\n`;

/** A server that takes the bytes of a request, counts it, and does with its connection what `react` says. */
const listening = async (react: (socket: Socket, requestsOnIt: number, requests: number) => void) => {
  const seen = { connections: 0, requests: 0 };
  const server = createServer((socket) => {
    seen.connections++;
    sockets.push(socket);
    let requestsOnIt = 0;
    socket.on('error', () => undefined);
    socket.on('data', (bytes) => {
      if (!bytes.toString().includes('"stream":true')) return;
      seen.requests++;
      react(socket, ++requestsOnIt, seen.requests);
    });
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { seen, baseURL: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1` };
};

/** Says `Keep-Alive` and closes right after a streamed answer, as llama.cpp does. */
const llama = () => listening((socket) => socket.end(WHOLE));

/** Answers the first request on a connection and closes it at the second, before a byte of an answer. */
const forgetful = (close: (socket: Socket) => void) =>
  listening((socket, requestsOnIt) => (requestsOnIt === 1 ? socket.write(WHOLE) : close(socket)));

describe.each<[string, (baseURL: string) => ChatModel]>([
  ['http() over the dispatcher', (baseURL) => http({ baseURL })],
  ['http() over fetch', (baseURL) => http({ baseURL, dispatcher: false })],
  ['openai()', (baseURL) => openai(new OpenAI({ baseURL, apiKey: 'key' }))],
])('%s', (_, make) => {
  it('loses none of 40 requests in a row to a server that closes right after each answer', async () => {
    const { baseURL, seen } = await llama();
    const model = make(baseURL);
    const { values } = await outcome(
      range(0, 40).pipe(concatMap(() => model(REQUEST).pipe(map(withoutOrigin), toArray()))),
    );
    expect(values).toEqual(Array.from({ length: 40 }, () => [content('Hi'), finish()]));
    expect(seen.connections).toBe(40);
  });

  it('loses none of 50 requests, five at a time, to such a server', async () => {
    const { baseURL } = await llama();
    const model = make(baseURL);
    const answers$ = range(0, 50).pipe(mergeMap(() => model(REQUEST).pipe(toArray()), 5));
    const { values, error } = await outcome(answers$);
    expect([values.length, error]).toEqual([50, undefined]);
  });

  it.each<[string, (socket: Socket) => void]>([
    ['closes', (socket) => socket.end()],
    ['resets', (socket) => socket.resetAndDestroy()],
  ])('sends a request again, once, where a server %s a kept connection before its answer', async (_name, close) => {
    const { baseURL, seen } = await forgetful(close);
    const model = make(baseURL);
    for (let turn = 0; turn < 5; turn++)
      expect(await outcome(model(REQUEST))).toEqual({ values: [content('Hi'), finish()], error: undefined });
    expect(seen.requests).toBe(5 + (seen.connections - 1));
  });

  it('sends its first request again where a server closes a connection that other code has used', async () => {
    const { baseURL, seen } = await forgetful((socket) => socket.end());
    const other = await fetch(`${baseURL}/chat/completions`, { method: 'POST', body: '{"stream":true}' });
    await other.text();
    await new Promise(setImmediate); // The connection is free from then on.
    expect(await outcome(make(baseURL)(REQUEST))).toEqual({ values: [content('Hi'), finish()], error: undefined });
    expect(seen).toEqual({ connections: 2, requests: 3 });
  });

  it('does not send a request again that was lost on a new connection', async () => {
    const { baseURL, seen } = await listening((socket) => socket.end());
    expect((await failure(make(baseURL)(REQUEST))).type).toBe('network');
    expect(seen.requests).toBe(1);
  });

  it('gives up where the new connection is closed as well', async () => {
    const { baseURL, seen } = await listening((socket, _requestsOnIt, requests) =>
      requests === 1 ? socket.write(WHOLE) : socket.end(),
    );
    const model = make(baseURL);
    await outcome(model(REQUEST));
    expect((await failure(model(REQUEST))).type).toBe('network');
    expect(seen.requests).toBe(3);
  });

  it('does not send a request again whose answer had begun', async () => {
    const { baseURL, seen } = await listening((socket, requestsOnIt) => {
      if (requestsOnIt === 1) socket.write(WHOLE);
      else socket.end(`${HEAD}\r\n${chunked(answering('Hi')[0] ?? '')}`);
    });
    const model = make(baseURL);
    await outcome(model(REQUEST));
    const { values, error } = await outcome(model(REQUEST));
    expect([values, error?.type]).toEqual([[content('Hi')], 'network']);
    expect(seen.requests).toBe(2);
  });
});
