import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { BehaviorSubject, filter, firstValueFrom } from 'rxjs';
import { builtin } from './builtin.ts';

/** What a server does next: a text or bytes are written, in a packet of their own. */
export type Step =
  | string
  | Uint8Array
  /** Waits, in milliseconds. */
  | { readonly wait: number }
  /** Waits for the spec. */
  | { readonly until: PromiseLike<unknown> }
  /** Says nothing more and leaves the connection open. */
  | { readonly stall: true }
  /** Cuts the connection. */
  | { readonly destroy: true };

export interface Answer {
  /** Default 200. */
  readonly status?: number;
  /** Default `content-type: text/event-stream`. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Done before the headers are sent. Default: nothing. */
  readonly before?: readonly Step[];
  /** The body; it ends after the last step. Default: it is empty. */
  readonly body?: readonly Step[];
}

export interface ReceivedRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  /** As it came. */
  readonly text: string;
  /** The text as JSON; undefined where it is none. */
  readonly body: unknown;
}

/** What a server has seen so far. */
export interface Seen {
  /** Connections accepted. */
  readonly connections: number;
  /** Those of them that are open. */
  readonly open: number;
  /** Requests received, with their bodies. */
  readonly requests: number;
  /** Answers that could not be ended, because the client closed the connection or a step cut it. */
  readonly broken: number;
  /** Answers that have begun and not come to an end, whichever. */
  readonly underWay: number;
}

/** One answer for all requests, one for each (the last for all further ones), or what decides. */
export type Script = Answer | readonly Answer[] | ((request: ReceivedRequest, index: number) => Answer);

export interface MisbehavingServer {
  /** What a client's `baseURL` is to be: `http://127.0.0.1:…/v1`. */
  readonly url: string;
  readonly requests: readonly ReceivedRequest[];
  readonly seen: Seen;
  /** Resolves as soon as what was seen is as the spec says. */
  until(matches: (seen: Seen) => boolean): Promise<Seen>;
  /** Cuts all connections and ends. */
  close(): Promise<void>;
}

const answerOf = (script: Script, request: ReceivedRequest, index: number): Answer => {
  if (typeof script === 'function') return script(request, index);
  const answers = Array.isArray(script) ? (script as readonly Answer[]) : [script as Answer];
  return answers[Math.min(index, answers.length - 1)] ?? {};
};

const toJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

const received = async (request: IncomingMessage): Promise<ReceivedRequest> => {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  const text = Buffer.concat(parts).toString();
  const { method = '', url = '', headers } = request;
  return { method, url, headers, text, body: toJson(text) };
};

const after = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds).unref());

/** A turn of the event loop, so that what was written leaves on its own. */
const tick = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** One for each that waits: one for all would keep every answer that ever waited for it. */
const never = (): Promise<never> => new Promise(() => undefined);

const perform = async (step: Step, response: ServerResponse): Promise<void> => {
  if (typeof step === 'string' || step instanceof Uint8Array) response.write(step);
  else if ('wait' in step) await after(step.wait);
  else if ('until' in step) await step.until;
  else if ('destroy' in step) response.socket?.destroy();
  else await never();
};

/** The end leaves together with the last step, as servers write it. */
const performAll = async (steps: readonly Step[], response: ServerResponse): Promise<void> => {
  for (const [index, step] of steps.entries()) {
    if (index > 0) await tick();
    if (response.destroyed) return;
    await perform(step, response);
  }
};

const send = async (
  { status = 200, headers, before = [], body = [] }: Answer,
  response: ServerResponse,
): Promise<void> => {
  await performAll(before, response);
  response.writeHead(status, headers ?? { 'content-type': 'text/event-stream' });
  response.flushHeaders();
  await performAll(body, response);
  response.end();
};

/** A chat completions endpoint on loopback that does what a script says, well-behaved or not, and counts what it sees. */
export const misbehavingServer = async (script: Script): Promise<MisbehavingServer> => {
  const seen$ = new BehaviorSubject<Seen>({ connections: 0, open: 0, requests: 0, broken: 0, underWay: 0 });
  const count = (change: Partial<Seen>): void => {
    const { connections, open, requests, broken, underWay } = seen$.value;
    seen$.next({
      connections: connections + (change.connections ?? 0),
      open: open + (change.open ?? 0),
      requests: requests + (change.requests ?? 0),
      broken: broken + (change.broken ?? 0),
      underWay: underWay + (change.underWay ?? 0),
    });
  };
  const requests: ReceivedRequest[] = [];

  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    count({ underWay: 1 });
    response.on('close', () => {
      count({ underWay: -1, broken: response.writableFinished ? 0 : 1 });
    });
    const whole = await received(request);
    requests.push(whole);
    count({ requests: 1 });
    await send(answerOf(script, whole, requests.length - 1), response);
  };

  const server = builtin('node:http').createServer((request, response) => {
    // A client that leaves in the middle of its request is counted already.
    handle(request, response).catch(() => response.destroy());
  });
  server.on('connection', (socket) => {
    socket.setNoDelay(true);
    count({ connections: 1, open: 1 });
    socket.on('close', () => {
      count({ open: -1 });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;

  return {
    url: `http://127.0.0.1:${String(port)}/v1`,
    requests,
    get seen() {
      return seen$.value;
    },
    until: (matches) => firstValueFrom(seen$.pipe(filter(matches)), { defaultValue: seen$.value }),
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
};
