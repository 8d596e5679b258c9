import { request as send, type IncomingMessage } from 'node:http';
import { connect as connectSocket } from 'node:net';
import type { Handler } from 'rxswarm/server';
import { listening, type Listening } from '../../support/listening.ts';
import { until } from '../../support/until.ts';

let open: Listening | undefined;

afterEach(() => open?.close());

const behind = async (handler: Handler): Promise<string> => (open = await listening(handler)).url;

/** Sends bytes and resolves with the answer. */
const rawly = (url: string, bytes: string): Promise<string> =>
  new Promise((resolve) => {
    const socket = connectSocket(Number(new URL(url).port), '127.0.0.1');
    let text = '';
    socket.on('data', (part: Buffer) => (text += part.toString()));
    socket.on('close', () => resolve(text));
    socket.write(bytes);
  });

describe('nodeListener', () => {
  it('passes method, URL, headers and body to the handler and sends its answer', async () => {
    const url = await behind(async (request) => {
      const headers = new Headers({ 'x-method': request.method, 'x-url': request.url });
      headers.append('set-cookie', 'a=1');
      headers.append('set-cookie', 'b=2');
      return new Response(`${request.headers.get('x-twice') ?? ''}: ${await request.text()}`, { status: 201, headers });
    });
    const sent = { method: 'PUT', body: 'Grüße', headers: { 'x-twice': 'yes' } };
    const answer = await fetch(`${url}?a=b`, sent);
    expect([answer.status, await answer.text()]).toEqual([201, 'yes: Grüße']);
    expect([answer.headers.get('x-method'), answer.headers.get('x-url')]).toEqual(['PUT', `${url}?a=b`]);
    expect(answer.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
  });

  it.each(['//127.0.0.1/chat', '//127.0.0.1:80/chat?a=b', '/\\127.0.0.1/chat'])(
    'takes the host from the header `host`, also for the path %s',
    async (path) => {
      const url = await behind((request) => Promise.resolve(new Response(new URL(request.url).hostname)));
      const answer = await rawly(url, `GET ${path} HTTP/1.1\r\nhost: elsewhere.example\r\nconnection: close\r\n\r\n`);
      expect(answer.split('\r\n')[0]).toBe('HTTP/1.1 200 OK');
      expect(answer).toContain('elsewhere.example');
    },
  );

  it('sends an answer before the body has arrived and closes the connection', async () => {
    const url = await behind(() => Promise.resolve(new Response('Too long.', { status: 413 })));
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      const endless = send(url, { method: 'POST' }, resolve).on('error', reject);
      endless.write('x'.repeat(100_000));
    });
    expect([answer.statusCode, answer.headers.connection]).toEqual([413, 'close']);
    answer.destroy();
  });

  it('reads the answer no faster than the socket takes it', async () => {
    let pulled = 0;
    const body = () =>
      new ReadableStream<Uint8Array>({
        pull(controller) {
          pulled++;
          controller.enqueue(new Uint8Array(64 * 1024));
        },
      });
    const url = await behind(() => Promise.resolve(new Response(body())));
    const answer = await new Promise<IncomingMessage>((resolve) => send(url, resolve).end());
    answer.pause();
    let before = -1;
    let calm = 0;
    const isStill = (): boolean => {
      calm = pulled === before ? calm + 1 : 0;
      before = pulled;
      return calm === 20;
    };
    await until(isStill, 'the end of pulling');
    answer.destroy();
  });

  it('answers 400 to an invalid `host` without calling the handler', async () => {
    let heard = 0;
    const url = await behind(() => Promise.resolve(new Response(String(heard++))));
    const text = await rawly(url, 'GET / HTTP/1.1\r\nhost: a b\r\nconnection: close\r\n\r\n');
    expect([text.split('\r\n')[0], heard]).toEqual(['HTTP/1.1 400 Bad Request', 0]);
  });
});
