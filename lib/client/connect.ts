import type { EventSourceMessage } from 'eventsource-parser';
import { catchError, concat, defer, EMPTY, map, mergeMap, type Observable, retry, tap, throwError, timer } from 'rxjs';
import { messageOf, SwarmError } from '../agent/errors.ts';
import type { RemoteAgent, RemoteRequest } from '../agent/remote.ts';
import type { Response as RunResponse, RunEvent } from '../agent/response.ts';
import { errorText } from '../models/errors/error-body.ts';
import { cancel } from '../models/transport/answer.ts';
import { promisedAnswer } from '../models/transport/promised-answer.ts';
import { isRecord } from '../util/is-record.ts';
import { bodyEvents } from './body-events.ts';

export interface ConnectOptions {
  /** Sent with each request; a function is asked before each, for what expires. Default: none. */
  readonly headers?:
    | Readonly<Record<string, string>>
    | (() => Readonly<Record<string, string>> | PromiseLike<Readonly<Record<string, string>>>);
  /** What sends the requests, minding their `signal`. Default: the global `fetch`. */
  readonly fetch?: (url: string, init: RequestInit) => Promise<Response>;
  /**
   * How many times a request is made again that the server said it has not begun with (429, 503), after the time it
   * named, if that is a minute at most. No other is: it may have been acted on. Default 2.
   */
  readonly retries?: number;
}

/** The far end of `serve`. */
export interface Connection {
  /**
   * A run on the server, event for event. Cold: nothing is sent before subscription, each is a run of its own,
   * unsubscribing closes the socket, which ends the run. Errors with a SwarmError.
   */
  readonly run: (request: RemoteRequest) => Observable<RunEvent<RemoteAgent>>;
}

/** Connects to what `serve` answers at this address, which in a page may be relative. Nothing is sent yet. */
export const connect = (url: string | URL, options: ConnectOptions = {}): Connection => ({
  run: (request) =>
    defer(() => headersOf(options)).pipe(
      mergeMap((headers) => ask(String(url), headers, request, options)),
      catchError((error: unknown) => throwError(() => onTheWay(error))),
      retry({ count: options.retries ?? 2, delay: whenUntouched }),
    ),
});

const headersOf = async ({ headers = {} }: ConnectOptions): Promise<Readonly<Record<string, string>>> =>
  typeof headers === 'function' ? headers() : headers;

const ask = (
  url: string,
  headers: Readonly<Record<string, string>>,
  { messages, state, approvals }: RemoteRequest,
  { fetch = (...input) => globalThis.fetch(...input) }: ConnectOptions,
): Observable<RunEvent<RemoteAgent>> => {
  const init = {
    method: 'POST',
    headers: { accept: 'text/event-stream', 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ messages, state, approvals }),
  };
  return promisedAnswer((signal) => fetch(url, { ...init, signal }), eventsOf);
};

const eventsOf = (answer: Response): Observable<RunEvent<RemoteAgent>> => {
  if (!answer.ok)
    return errorText(answer.body).pipe(mergeMap((text) => throwError(() => failureOf(parsed(text), answer))));
  const type = answer.headers.get('content-type') ?? '';
  if (answer.body === null || !type.startsWith('text/event-stream')) {
    cancel(answer.body);
    return throwError(
      () => new SwarmError('protocol', `The server answered with ${type || 'nothing'}, not with events.`),
    );
  }
  return untilResponse(bodyEvents(answer.body).pipe(map(toEvent)));
};

/** To the end of the body, so that the connection can be used again; once the response is here, nothing else matters. */
const untilResponse = (events$: Observable<RunEvent<RemoteAgent>>): Observable<RunEvent<RemoteAgent>> =>
  defer(() => {
    let isWhole = false;
    return concat(
      events$.pipe(tap((event) => (isWhole ||= 'response' in event))),
      throwError(() => cut()),
    ).pipe(catchError((error: unknown) => (isWhole ? EMPTY : throwError(() => onTheWay(error)))));
  });

const cut = (): SwarmError => new SwarmError('incomplete', 'The connection ended before the response came.');

/** Undefined where it is no JSON. */
const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

const toEvent = ({ event, data }: Pick<EventSourceMessage, 'event' | 'data'>): RunEvent<RemoteAgent> => {
  const value = parsed(data);
  if (event === 'error') throw failureOf(value);
  if (isRecord(value)) return value;
  throw new SwarmError('protocol', 'The server sent an event that is not a JSON object.');
};

const whenUntouched = (error: SwarmError, count: number): Observable<unknown> => {
  const { status, retryAfter = 1000 * count } = error;
  return (status === 429 || status === 503) && retryAfter <= LONGEST_WAIT ? timer(retryAfter) : throwError(() => error);
};

/** Milliseconds; who is told to wait longer has to hear of it. */
const LONGEST_WAIT = 60_000;

/** What a server says of a failure, as an error: an `error` event, or the body of an answer that is not 2xx. */
export const failureOf = (said: unknown, answer?: Response): SwarmError => {
  const { error = {}, response } = isRecord(said) ? said : {};
  const { message, id } = isRecord(error) ? error : {};
  const text = typeof message === 'string' ? message : 'The server failed and did not say how.';
  const seconds = Number(answer?.headers.get('retry-after') ?? NaN);
  return new SwarmError(answer ? 'http' : 'api', typeof id === 'string' ? `${text} (${id})` : text, {
    status: answer?.status,
    retryAfter: Number.isFinite(seconds) ? seconds * 1000 : undefined,
    // Its agent is known by name only, as everything that comes from a server.
    response: isRecord(response) ? (response as unknown as RunResponse) : undefined,
  });
};

/** Whatever else goes wrong, goes wrong on the way. */
export const onTheWay = (error: unknown): SwarmError =>
  error instanceof SwarmError
    ? error
    : new SwarmError('network', `The connection failed: ${messageOf(error)}`, { cause: error });
