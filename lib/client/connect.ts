import type { EventSourceMessage } from 'eventsource-parser';
import { catchError, concat, defer, EMPTY, map, mergeMap, type Observable, retry, tap, throwError, timer } from 'rxjs';
import { retryWait, SwarmError } from '../agent/errors.ts';
import type { AnyFunction } from '../agent/function-schema.ts';
import { isRemoteResponse, type RemoteAgent, type RemoteRequest } from '../agent/remote.ts';
import type { Response as RunResponse, RunEvent } from '../agent/response.ts';
import { errorText } from '../models/errors/error-body.ts';
import { cancel } from '../models/transport/http-response.ts';
import { promisedResponse } from '../models/transport/promised-response.ts';
import { isRecord } from '../util/is-record.ts';
import { bodyEvents } from './body-events.ts';
import { type Arrived, type NameStorage, type ResumableRun, type Resuming, resumable, type Sent } from './resumable.ts';
import { withPageFunctions } from './with-page-functions.ts';

type RequestHeaders = Readonly<Record<string, string>>;

/** The options of `connect`. */
export interface ConnectOptions {
  /** Headers of each request. A function is called before each request, for tokens that expire. Default: none. */
  readonly headers?: RequestHeaders | (() => RequestHeaders | PromiseLike<RequestHeaders>);
  /** Sends the requests; must abort with `init.signal`. Default: the global `fetch`. */
  readonly fetch?: (url: string, init: RequestInit) => Promise<Response>;
  /**
   * How many times a request is sent again that the server refused before it began (429 and 503). Each waits for the time that
   * the server names, up to a minute. Other failures are not repeated, because the server may have acted. Default 2.
   */
  readonly retries?: number;
  /**
   * Bytes of an answer, after decompression, and of a line in it. More is an error of type `protocol`. From 1 up or `Infinity`.
   * Default 16 MiB.
   */
  readonly maxBytes?: number;
  /**
   * Keeps the name of the run under way, so that `resume()` goes on with it after a reload: `sessionStorage`, or an object like it.
   * Needs `serve({ linger })`. Default: a reload loses the answer.
   */
  readonly resume?: NameStorage;
  /**
   * Functions of the page, for calls that wait with the reason `client`: bound by `withSchema`, which checks the arguments. A run
   * executes them one after another and goes on with their results by itself. A call of any other function of the client is
   * answered with an error for the model. Default: such calls wait for a decision.
   */
  readonly functions?: readonly AnyFunction[];
}

/** The client's end of `serve`. */
export interface Connection {
  /**
   * Goes on with the run that was under way when the page was left: emits all of its events, from the first one. Completes at
   * once if the storage names none. Absent without `connect({ resume })`. Errors with a `SwarmError` `http` of status 404 if it is over.
   */
  readonly resume?: (() => Observable<RunEvent<RemoteAgent>>) | undefined;
  /**
   * Runs on the server and emits the server's events, and `{ state }` after each turn whose calls are answered: a client that
   * loses its connection continues from the last state, so that no function is called again for those turns. Cold: each
   * subscription sends a request; unsubscribing closes the socket and ends the run. A server with `linger` keeps a run whose
   * connection is lost: the client comes back to it, which `{ connection }` tells, and sees what it missed. With `functions` of
   * the page, a run may take several requests: its events and its response are those of a single one, and `{ state }` also comes
   * before functions of the page are executed. Errors with a `SwarmError`: `network`, `http`, `api`, `protocol` or `incomplete`.
   */
  readonly run: (request: RemoteRequest) => Observable<RunEvent<RemoteAgent>>;
}

/**
 * Connects to a `serve` at this address, which may be relative in a page. Sends nothing before a run is subscribed to.
 *
 * @example
 * connect('/chat')
 *   .run({ messages: [{ role: 'user', content: 'Do you have bees?' }] })
 *   .pipe(text())
 *   .subscribe((token) => (output.textContent += token));
 */
export const connect = (url: string | URL, options: ConnectOptions = {}): Connection => {
  const { functions, resume } = options;
  const ask: Resuming['ask'] = (request, after) =>
    defer(() => headersOf(options)).pipe(
      mergeMap((headers) => send(String(url), headers, request, after, options)),
      catchError((error: unknown) => throwError(() => toSwarmError(error))),
      retry({ count: options.retries ?? 2, delay: whenRefused }),
    );
  const own = resumable({ ask, resume, key: `rxswarm ${String(url)}` });
  const run = functions ? withFunctions(own, functions) : own;
  return { run, resume: resume && (() => run()) };
};

const withFunctions = (run: ResumableRun, functions: readonly AnyFunction[]): ResumableRun => {
  const stateAfter = (_: unknown, { state }: RunResponse<RemoteAgent>) => state;
  const executed = withPageFunctions<string, RemoteRequest | undefined>({ run, stateAfter }, functions);
  return (request) => executed(request).pipe(catchError((error: unknown) => throwError(() => toSwarmError(error))));
};

const headersOf = async ({ headers = {} }: ConnectOptions): Promise<RequestHeaders> =>
  typeof headers === 'function' ? headers() : headers;

const send = (
  url: string,
  headers: RequestHeaders,
  { messages, state, decisions, stop }: Sent,
  after: string | undefined,
  { fetch = (...input) => globalThis.fetch(...input), maxBytes = 2 ** 24 }: ConnectOptions,
): Observable<Arrived> => {
  const init = {
    method: 'POST',
    headers: {
      accept: 'text/event-stream',
      'content-type': 'application/json',
      ...headers,
      ...(after && { 'last-event-id': after }),
    },
    body: JSON.stringify({ messages, state, decisions, stop }),
    // A page may be left while it stops a run. The browser bounds such requests, so those with messages are not.
    keepalive: !!stop && !state && !messages,
  };
  return promisedResponse(
    (signal) => fetch(url, { ...init, signal }),
    (answer) => eventsOf(answer, maxBytes),
  );
};

const eventsOf = (answer: Response, maxBytes: number): Observable<Arrived> => {
  if (!answer.ok)
    return errorText(answer.body).pipe(mergeMap((text) => throwError(() => serverError(parsed(text), answer))));
  const type = answer.headers.get('content-type') ?? '';
  if (answer.body === null || !type.startsWith('text/event-stream')) {
    cancel(answer.body);
    return throwError(() => protocolError(`The server answered with ${type || 'no content type'}, not with events.`));
  }
  return untilResponse(bodyEvents(answer.body, maxBytes).pipe(map(toEvent)));
};

const protocolError = (message: string): SwarmError => new SwarmError('protocol', message);

/** Reads to the end of the body, so that the connection can be reused. Failures after the response do not matter. */
const untilResponse = (events$: Observable<Arrived>): Observable<Arrived> =>
  defer(() => {
    let isWhole = false;
    return concat(
      events$.pipe(tap(({ event }) => (isWhole ||= 'response' in event))),
      throwError(() => new SwarmError('incomplete', 'The connection ended before the response came.')),
    ).pipe(catchError((error: unknown) => (isWhole ? EMPTY : throwError(() => error as Error))));
  });

/** Returns `undefined` for a text that is not JSON. */
const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

const toEvent = ({ id, event, data }: EventSourceMessage): Arrived => {
  const value = parsed(data);
  if (event === 'error') throw serverError(value);
  if (!isRecord(value)) throw protocolError('The server sent an event that is not a JSON object.');
  if ('tool' in value && !isToolEvent(value['tool'])) {
    throw protocolError('The server sent a tool event without a call or its message.');
  }
  if ('response' in value && !isRemoteResponse(value['response'])) {
    throw protocolError('The server sent a response without messages or agent.');
  }
  return { id, event: value };
};

const isToolEvent = (tool: unknown): boolean =>
  isRecord(tool) && (tool['status'] !== 'end' || isRecord(tool['message']));

const whenRefused = (error: SwarmError, count: number): Observable<unknown> => {
  const wait = error.retryAfter === undefined ? 1000 * count : retryWait(error);
  const isRefused = error.status === 429 || error.status === 503;
  return isRefused && wait !== undefined ? timer(wait) : throwError(() => error);
};

/** Reads a failure that the server reports: in an `error` event, or in the body of an answer that is not 2xx. */
const serverError = (body: unknown, answer?: Response): SwarmError => {
  const { error = {}, response } = isRecord(body) ? body : {};
  const { message, id } = isRecord(error) ? error : {};
  const text = typeof message === 'string' ? message : 'The server failed and did not say how.';
  const seconds = Number(answer?.headers.get('retry-after') ?? NaN);
  return new SwarmError(answer ? 'http' : 'api', typeof id === 'string' ? `${text} (${id})` : text, {
    status: answer?.status,
    retryAfter: Number.isFinite(seconds) ? seconds * 1000 : undefined,
    // Its agent is `{ name }`, as in every response over a wire.
    response: isRemoteResponse(response) ? (response as unknown as RunResponse) : undefined,
  });
};

/** Any other error comes from the connection. Its words are told without `messageOf`, which would bring 0.4 kB into a page. */
const toSwarmError = (error: unknown): SwarmError => {
  if (error instanceof SwarmError) return error;
  const words = error instanceof Error ? error.message : String(error);
  return new SwarmError('network', `The connection failed: ${words}`, { cause: error });
};
