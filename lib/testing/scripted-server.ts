import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { BehaviorSubject, filter, firstValueFrom } from 'rxjs';
import { refuseUnknown } from '../agent/known-options.ts';
import { builtin } from './builtin.ts';

/** A step of a scripted server. A text or bytes are written in a packet of their own. */
export type ServerStep =
  | string
  | Uint8Array
  | {
      /** Waits, in milliseconds. */
      readonly wait: number;
    }
  | {
      /** Waits until the promise settles. */
      readonly until: PromiseLike<unknown>;
    }
  | {
      /** Writes nothing more and leaves the connection open. */
      readonly stall: true;
    }
  | {
      /** Cuts the connection. */
      readonly destroy: true;
    };

/** An answer of a scripted server. */
export interface ServerAnswer {
  /** The HTTP status. Default 200. */
  readonly status?: number;
  /** The HTTP headers. Default `content-type: text/event-stream`. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Steps before the headers are sent. Default: no steps. */
  readonly before?: readonly ServerStep[];
  /** Steps that write the body, which ends after the last of them. Default: no steps. */
  readonly body?: readonly ServerStep[];
}

/** A request that a scripted server has received. */
export interface ReceivedRequest {
  /** The HTTP method. */
  readonly method: string;
  /** The path, such as `/v1/chat/completions`. */
  readonly url: string;
  /** The HTTP headers, by names in lower case. */
  readonly headers: IncomingHttpHeaders;
  /** The body as it came. */
  readonly text: string;
  /** The body as JSON; `undefined` where it is not JSON. */
  readonly body: unknown;
}

/** Counts of a scripted server so far. */
export interface ServerCounts {
  /** Connections accepted. */
  readonly connections: number;
  /** Accepted connections that are open now. */
  readonly open: number;
  /** Requests received, with their bodies. */
  readonly requests: number;
  /** Answers that could not be ended, because the client closed the connection or a step cut it. */
  readonly broken: number;
  /** Answers that have begun and not ended, well or badly. */
  readonly underWay: number;
}

/**
 * The answers of a scripted server: one for all requests, a list (its last one answers all further requests), or a function of the
 * request and its place, from 0.
 */
export type ServerScript =
  ServerAnswer | readonly ServerAnswer[] | ((request: ReceivedRequest, index: number) => ServerAnswer);

/** A running server that plays a script. */
export interface ScriptedServer {
  /** The `baseURL` for a client: `http://127.0.0.1:…/v1`. */
  readonly url: string;
  /** The requests received so far, in order. */
  readonly requests: readonly ReceivedRequest[];
  /** The counts so far. */
  readonly seen: ServerCounts;
  /** Resolves as soon as the counts match. */
  until(matches: (seen: ServerCounts) => boolean): Promise<ServerCounts>;
  /** Cuts all connections and ends. */
  close(): Promise<void>;
}

/**
 * Starts a server on loopback that answers as a script says, well or badly, and counts its connections and requests. Node only.
 *
 * Rejects with a SwarmError `usage` outside Node, or for an answer with an unknown field.
 *
 * @example
 * const server = await scriptedServer({ status: 429, headers: { 'retry-after': '1' } });
 * const model = http({ baseURL: server.url });
 * await server.until(({ requests }) => requests === 1);
 * await server.close();
 */
export const scriptedServer = async (script: ServerScript): Promise<ScriptedServer> => {
  if (typeof script !== 'function') answersOf(script).forEach(checkAnswer);
  const seen$ = new BehaviorSubject<ServerCounts>({ connections: 0, open: 0, requests: 0, broken: 0, underWay: 0 });
  const count = (change: Partial<ServerCounts>): void => {
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
    // A client that leaves in the middle of its request was counted above. There is nothing to answer.
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

const ANSWER: readonly (keyof ServerAnswer)[] = ['status', 'headers', 'before', 'body'];

const checkAnswer = (answer: ServerAnswer): void => refuseUnknown('An answer of scriptedServer()', answer, ANSWER);

const answersOf = (script: ServerAnswer | readonly ServerAnswer[]): readonly ServerAnswer[] =>
  Array.isArray(script) ? (script as readonly ServerAnswer[]) : [script as ServerAnswer];

const answerOf = (script: ServerScript, request: ReceivedRequest, index: number): ServerAnswer => {
  if (typeof script === 'function') return script(request, index);
  const answers = answersOf(script);
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

/** Resolves in the next turn of the event loop, so that each step leaves in a packet of its own. */
const tick = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Returns a new promise each time, because a shared one would keep every answer that ever waited for it. */
const never = (): Promise<never> => new Promise(() => undefined);

const perform = async (step: ServerStep, response: ServerResponse): Promise<void> => {
  if (typeof step === 'string' || step instanceof Uint8Array) response.write(step);
  else if ('wait' in step) await after(step.wait);
  else if ('until' in step) await step.until;
  else if ('destroy' in step) response.socket?.destroy();
  else await never();
};

/** Takes all steps. The end leaves together with the last one, as servers write it. */
const performAll = async (steps: readonly ServerStep[], response: ServerResponse): Promise<void> => {
  for (const [index, step] of steps.entries()) {
    if (index > 0) await tick();
    if (response.destroyed) return;
    await perform(step, response);
  }
};

const send = async (
  { status = 200, headers, before = [], body = [] }: ServerAnswer,
  response: ServerResponse,
): Promise<void> => {
  await performAll(before, response);
  response.writeHead(status, headers ?? { 'content-type': 'text/event-stream' });
  response.flushHeaders();
  await performAll(body, response);
  response.end();
};
