import { Subscription } from 'rxjs';
import { signalOf } from '../../util/signal-of.ts';
import type { Handler } from './options.ts';

/** The part of node:http's `IncomingMessage` that is read. Express passes one; Fastify keeps it as `request.raw`. */
export interface NodeRequest extends AsyncIterable<Uint8Array> {
  /** The HTTP method. Default `GET`. */
  readonly method?: string | undefined;
  /** Path and query. Default `/`. */
  readonly url?: string | undefined;
  /** Headers by lower-case name. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** True once the whole body has arrived. */
  readonly complete: boolean;
  /** True once the whole body has been read, such as by a body parser. */
  readonly readableEnded?: boolean;
  /** The body as a body parser left it: `express.json()`, a Nest controller. Taken if the body itself has been read. */
  readonly body?: unknown;
}

/** The part of node:http's `ServerResponse` that is used. Fastify keeps it as `reply.raw`. */
export interface NodeResponse {
  /** True once the connection is closed. */
  readonly destroyed: boolean;
  /** True once status and headers are sent. */
  readonly headersSent: boolean;
  /** True once the whole answer was handed to the system. */
  readonly writableFinished: boolean;
  /** The status to send. */
  statusCode: number;
  /** Sets a header before any is sent. */
  setHeader(name: string, value: string | string[]): unknown;
  /** Sends status and headers now. */
  flushHeaders(): void;
  /** Returns false when the socket's buffer is full; `drain` follows. */
  write(bytes: Uint8Array): boolean;
  /** Ends the answer. */
  end(): unknown;
  /** Closes the connection, so that the client sees a broken answer. */
  destroy(): unknown;
  /** Listens for the end of the connection, or for room in its buffer. */
  on(event: 'close' | 'drain', listener: () => void): unknown;
}

/**
 * Turns a handler into a request listener of node:http, for Node itself, Express and Fastify. The request is aborted when the
 * connection closes before the answer has ended. The answer is read no faster than the socket takes it.
 *
 * @example
 * createServer(nodeListener(serve(swarm, { agents, start, secret }))).listen(3000);
 */
export const nodeListener =
  (handler: Handler) =>
  (incoming: NodeRequest, outgoing: NodeResponse): void => {
    const gone = new Subscription();
    outgoing.on('close', () => {
      if (!outgoing.writableFinished) gone.unsubscribe();
    });
    answer(handler, incoming, outgoing, signalOf(gone)).catch(() => {
      // A broken body must not look whole.
      if (outgoing.headersSent) return outgoing.destroy();
      // The request cannot be expressed as a `Request`: its host is not a host, for instance.
      outgoing.statusCode = 400;
      return outgoing.end();
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
  // Reusing the connection would mean to read the rest of a refused body first.
  if (!incoming.complete) outgoing.setHeader('connection', 'close');
  outgoing.flushHeaders();
  await send(response.body, outgoing);
};

const toRequest = (incoming: NodeRequest, signal: AbortSignal): Request => {
  const { method = 'GET', url = '/' } = incoming;
  const headers = headersOf(incoming);
  const host = headers.get('host') ?? 'localhost';
  if (/[/?#@\\]/.test(host)) throw new TypeError(`Not a host: ${host}`);
  // Appended, not resolved, because a path that begins with two slashes would be resolved to another host.
  const address = url.startsWith('/') ? new URL(`http://${host}${url}`) : new URL(url, `http://${host}`);
  const init: RequestInit & { readonly duplex: 'half' } = { method, headers, signal, duplex: 'half' };
  if (method === 'GET' || method === 'HEAD') return new Request(address, init);
  return new Request(address, {
    ...init,
    body: isParsed(incoming) ? writtenBody(incoming, headers) : bodyOf(incoming),
  });
};

const headersOf = ({ headers: received }: NodeRequest): Headers => {
  const headers = new Headers();
  for (const [name, value] of Object.entries(received)) {
    for (const each of [value ?? []].flat()) headers.append(name, each);
  }
  return headers;
};

const isParsed = ({ readableEnded, body }: NodeRequest): boolean => readableEnded === true && body !== undefined;

/** Writes a parsed body again. Its length and encoding are no longer those that the client sent. */
const writtenBody = ({ body }: NodeRequest, headers: Headers): string | Uint8Array<ArrayBuffer> => {
  headers.delete('content-length');
  headers.delete('content-encoding');
  return typeof body === 'string' || body instanceof Uint8Array
    ? (body as Uint8Array<ArrayBuffer>)
    : JSON.stringify(body);
};

/** Reads the incoming body. Has no `cancel`, because ending the iteration would destroy the socket before the answer. */
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
