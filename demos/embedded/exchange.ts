import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import {
  catchError,
  count,
  defer,
  delay,
  endWith,
  from,
  fromEvent,
  map,
  mergeMap,
  of,
  takeUntil,
  tap,
  type Observable,
} from 'rxjs';
import { chunksOf, type Head } from './chunks.ts';
import { completionOf } from './completion.ts';
import { decide } from './decide.ts';
import { paced, type Pace } from './pace.ts';
import { BadRequest } from './strict/demand.ts';
import { checkRequest } from './strict/request.ts';
import type { WireRequest } from './wire.ts';

/**
 * The end of a request, and how many chunks were sent: `answered` in full, `stopped` because the client hung up, or
 * `refused`.
 */
export interface Activity {
  readonly status: 'answered' | 'stopped' | 'refused';
  readonly pieces: number;
}

/** Answers a request, and emits once how it ended. */
export const exchange = (request: IncomingMessage, response: ServerResponse, pace: Pace): Observable<Activity> =>
  answer(request, response, pace).pipe(
    count(),
    map((pieces): Activity => ({ status: response.writableEnded ? 'answered' : 'stopped', pieces })),
    catchError((error: unknown) => of(refuse(response, error))),
  );

/** Emits each piece as it is written. A client that hangs up ends the answer at once. */
const answer = (request: IncomingMessage, response: ServerResponse, pace: Pace): Observable<unknown> =>
  from(text(request)).pipe(
    map((body) => checkRequest(checkRoute(request, body))),
    mergeMap((asked) => (asked.stream === true ? streamed(asked, response, pace) : whole(asked, response, pace))),
    takeUntil(fromEvent(response, 'close')),
  );

const checkRoute = ({ method, url = '' }: IncomingMessage, body: string): string => {
  const path = new URL(url, 'http://127.0.0.1').pathname;
  if (path !== '/v1/chat/completions')
    throw new BadRequest(`Unknown path ${path}: use /v1/chat/completions.`, null, 404);
  if (method !== 'POST') throw new BadRequest(`Method not allowed: use POST for ${path}.`, null, 405);
  return body;
};

const streamed = (request: WireRequest, response: ServerResponse, pace: Pace): Observable<string> =>
  defer(() => {
    const chunks = chunksOf(request, decide(request), headOf(request));
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' }).flushHeaders();
    return paced(chunks, pace);
  }).pipe(
    map((chunk) => JSON.stringify(chunk)),
    endWith('[DONE]'),
    tap({
      next: (data) => response.write(`data: ${data}\n\n`),
      complete: () => response.end(),
    }),
  );

/** Waits as long as a streamed answer would take. */
const whole = (request: WireRequest, response: ServerResponse, pace: Pace): Observable<object> =>
  defer(() => {
    const [decision, head] = [decide(request), headOf(request)];
    const wait = chunksOf(request, decision, head).reduce((sum, chunk, index) => sum + pace(chunk, index), 0);
    const completion$ = of(completionOf(request, decision, head));
    return wait > 0 ? completion$.pipe(delay(wait)) : completion$;
  }).pipe(
    tap((completion) => {
      writeJson(response, 200, completion);
    }),
  );

const headOf = ({ model }: WireRequest): Head => ({
  id: `chatcmpl-${randomUUID()}`,
  created: Math.floor(Date.now() / 1000),
  model,
});

const refuse = (response: ServerResponse, error: unknown): Activity => {
  const { message, status, place } = error instanceof BadRequest ? error : new BadRequest(String(error), null, 500);
  const type = status < 500 ? 'invalid_request_error' : 'server_error';
  // Once the status is sent, only a cut connection can report the failure.
  if (response.headersSent) response.destroy();
  else writeJson(response, status, { error: { message, type, param: place, code: null } });
  return { status: 'refused', pieces: 0 };
};

const writeJson = (response: ServerResponse, status: number, body: object): void => {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
};
