import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { catchError, EMPTY, last, lastValueFrom, map, mergeMap, of, range, reduce, takeUntil, timer } from 'rxjs';
import type { Observable } from 'rxjs';
import { Agent, Swarm } from 'rxswarm';
import { http } from 'rxswarm/models';
import { alive, resourcesFromNow, rest } from '../../specs/support/process.ts';

export interface SoakOptions {
  readonly runs: number;
  readonly concurrency: number;
}

export interface SoakFigures {
  readonly completed: number;
  readonly stopped: number;
  readonly failed: number;
  /** Connections that the server accepted. */
  readonly connections: number;
  /** Answers that the server had under way a moment after the last run. */
  readonly underWay: number;
  /** Timers beyond those that were there before, after the connections have been closed. */
  readonly timers: number;
  /** Sockets likewise. */
  readonly sockets: number;
  /** Signals given to `fetch` that outlived a garbage collection, because something still listens to them. */
  readonly signals: number;
}

/** The packets of two turns, the first with a call. */
const PACKETS = {
  call: [
    '{"choices":[{"index":0,"delta":{"role":"assistant","tool_calls":[{"index":0,"id":"a","function":{"name":"look"}}]}}]}',
    '{"choices":[{"index":0,"delta":{},"finish_reason":"tool_calls"}]}',
  ],
  answer: [
    '{"choices":[{"index":0,"delta":{"role":"assistant","content":"It "}}]}',
    '{"choices":[{"index":0,"delta":{"content":"is."}}]}',
    '{"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}',
  ],
} as const;

const send = (response: ServerResponse, packets: readonly string[]): void => {
  const [packet, ...rest] = packets;
  if (packet === undefined) return void response.end('data: [DONE]\n\n');
  response.write(`data: ${packet}\n\n`);
  setTimeout(() => send(response, rest), 1);
};

const modelServer = (count: { connections: number; underWay: number }): Server =>
  createServer((request, response) => {
    count.underWay++;
    response.on('close', () => count.underWay--);
    let body = '';
    request.on('data', (text: Buffer) => (body += text.toString()));
    request.on('end', () => {
      response.setHeader('content-type', 'text/event-stream');
      send(response, body.includes('"role":"tool"') ? PACKETS.answer : PACKETS.call);
    });
  }).on('connection', () => count.connections++);

function look(): Observable<string> {
  return timer(1).pipe(map(() => 'seen'));
}

const agent = new Agent({ name: 'Looker', functions: [look] });

/** Stops every third run within the time that a run takes. Pseudo-random, so that a failure comes again. */
const stopAfter = (run: number): Observable<unknown> => (run % 3 === 0 ? timer((run * 7919) % 23) : EMPTY);

/** Runs many runs at once over loopback, stops a third of them at random moments, and counts their leftovers. */
export const soak = async ({ runs, concurrency }: SoakOptions): Promise<SoakFigures> => {
  const left = resourcesFromNow();
  const count = { connections: 0, underWay: 0 };
  const server = modelServer(count);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const baseURL = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
  const signals: WeakRef<AbortSignal>[] = [];
  const remember: typeof fetch = (url, init) => {
    if (init?.signal) signals.push(new WeakRef(init.signal));
    return fetch(url, init);
  };
  const swarm = new Swarm(http({ baseURL, fetch: remember }), { raw: true });

  const one = (run: number): Observable<'completed' | 'stopped' | 'failed'> =>
    swarm.run({ agent, messages: [{ role: 'user', content: `Look ${run}` }] }).pipe(
      map((event) => ('response' in event ? 'completed' : 'stopped')),
      catchError(() => of('failed' as const)),
      takeUntil(stopAfter(run)),
      last(null, 'stopped'),
    );
  const none = { completed: 0, stopped: 0, failed: 0 };
  const ended = await lastValueFrom(
    range(0, runs).pipe(
      mergeMap(one, concurrency),
      reduce((sum, end) => ({ ...sum, [end]: sum[end] + 1 }), none),
    ),
    { defaultValue: none },
  );
  await rest(100);
  const { underWay, connections } = count;
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await rest(1500); // undici looks at its connections once a second
  return {
    ...ended,
    connections,
    underWay,
    ...left(),
    signals: await alive(signals),
  };
};
