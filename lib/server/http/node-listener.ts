import { Subscription } from 'rxjs';
import { signalOf } from '../../util/signal-of.ts';
import type { Handler } from './options.ts';

/** What is needed of an `IncomingMessage` of node:http, which Express passes and Fastify keeps as `request.raw`. */
export interface NodeRequest extends AsyncIterable<Uint8Array> {
  readonly method?: string | undefined;
  readonly url?: string | undefined;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** Whether all of its body has arrived. */
  readonly complete: boolean;
}

/** What is needed of its `ServerResponse`. */
export interface NodeResponse {
  readonly destroyed: boolean;
  readonly writableFinished: boolean;
  statusCode: number;
  setHeader(name: string, value: string | string[]): unknown;
  flushHeaders(): void;
  write(bytes: Uint8Array): boolean;
  end(): unknown;
  on(event: 'close' | 'drain', listener: () => void): unknown;
}

/**
 * A handler for node:http: `createServer(nodeListener(serve(…)))`. Its request is aborted when the connection closes
 * before the answer has ended, and the answer is read no faster than the socket takes it.
 */
export const nodeListener =
  (handler: Handler) =>
  (incoming: NodeRequest, outgoing: NodeResponse): void => {
    const gone = new Subscription();
    outgoing.on('close', () => {
      if (!outgoing.writableFinished) gone.unsubscribe();
    });
    answer(handler, incoming, outgoing, signalOf(gone)).catch(() => {
      // What is no request at all, such as one for a host that is no host.
      outgoing.statusCode = 400;
      outgoing.end();
    });
  };

const answer = async (
  handler: Handler,
  incoming: NodeRequest,
  outgoing: NodeResponse,
  signal: AbortSignal,
): Promise<void> => {
  const response = await handler(toRequest(incoming, signal));
  if (outgoing.destroyed) return void response.body?.cancel();
  outgoing.statusCode = response.status;
  for (const [name, value] of response.headers) if (name !== 'set-cookie') outgoing.setHeader(name, value);
  outgoing.setHeader('set-cookie', response.headers.getSetCookie());
  // The rest of a body that is refused would have to be read before the connection could be used again.
  if (!incoming.complete) outgoing.setHeader('connection', 'close');
  outgoing.flushHeaders();
  await send(response.body, outgoing);
};

const toRequest = (incoming: NodeRequest, signal: AbortSignal): Request => {
  const { method = 'GET', url = '/', headers: received } = incoming;
  const headers = new Headers();
  for (const [name, value] of Object.entries(received)) {
    for (const each of [value ?? []].flat()) headers.append(name, each);
  }
  const init: RequestInit & { readonly duplex: 'half' } = { method, headers, signal, duplex: 'half' };
  const hasBody = method !== 'GET' && method !== 'HEAD';
  const origin = `http://${headers.get('host') ?? 'localhost'}`;
  // Appended, not resolved: a path that begins with two slashes would name a host of its own.
  const address = url.startsWith('/') ? new URL(`${origin}${url}`) : new URL(url, origin);
  return new Request(address, { ...init, ...(hasBody && { body: bodyOf(incoming) }) });
};

/** Cancelling it leaves the rest unread: ending the iteration would destroy the socket, and with it the answer. */
const bodyOf = (incoming: NodeRequest): ReadableStream<Uint8Array> => {
  const parts = incoming[Symbol.asyncIterator]();
  return new ReadableStream({
    async pull(controller) {
      const part = await parts.next();
      if (part.done === true) controller.close();
      else controller.enqueue(part.value);
    },
  });
};

const send = async (body: ReadableStream<Uint8Array> | null, outgoing: NodeResponse): Promise<void> => {
  let wake = (): void => undefined;
  const reader = body?.getReader();
  outgoing.on('drain', () => wake());
  outgoing.on('close', () => {
    wake();
    reader?.cancel().catch(() => undefined);
  });
  for (;;) {
    const part = await reader?.read();
    if (part?.value === undefined || outgoing.destroyed) break;
    if (!outgoing.write(part.value)) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  }
  outgoing.end();
};
