import { Queue } from 'bullmq';
import { submit } from 'rxswarm/bullmq';
import { progress, results } from 'rxswarm/operators';
import type { RunAllEvent, SwarmError } from 'rxswarm';
import type { RemoteAgent } from 'rxswarm/bullmq';
import {
  catchError,
  connect,
  count,
  defer,
  filter,
  finalize,
  from,
  fromEvent,
  ignoreElements,
  map,
  merge,
  mergeMap,
  of,
  switchMap,
  take,
  takeUntil,
  tap,
  type Observable,
} from 'rxjs';
import { randomUUID } from 'node:crypto';
import { during } from '../during.ts';
import { human, hurried, immediate } from '../embedded/index.ts';
import { countOf, readFlags, withoutRest } from '../flags.ts';
import { modelFor, type Model } from '../model.ts';
import { progressBar } from '../progress-bar.ts';
import { start } from '../start.ts';
import { standardOutput } from '../terminal/standard-output.ts';
import { crew, type Crew } from './crew.ts';
import { customers } from './customers.ts';
import { redis, type RedisAt } from './redis.ts';
import { tally } from './tally.ts';

const { write, paint } = standardOutput();

interface Options {
  readonly runs: number;
  readonly workers: number;
}

/** Time to keep a run after its end, in milliseconds. The demo is over by then. */
const TTL = 60_000;

/** Submits all runs at once, and emits their events with their index. */
const submitAll = (queue: Queue, runs: number): Observable<RunAllEvent<RemoteAgent>> =>
  from(customers(runs)).pipe(
    mergeMap((run, index) =>
      submit(queue, run, { ttl: TTL }).pipe(
        map((event): RunAllEvent<RemoteAgent> => ({ index, event })),
        catchError((error: unknown) => of<RunAllEvent<RemoteAgent>>({ index, error: error as SwarmError })),
      ),
    ),
  );

/** Runs the demo: kills a worker when a third of the runs are done, and prints the outcome. */
const play = (
  queue: Queue,
  { heard$, kill }: Crew,
  { runs, workers }: Options,
  asked?: () => number,
): Observable<unknown> => {
  const sums = tally();
  const killing = (): void => {
    const [worker, had] = sums.busiest();
    kill(worker);
    write(`Worker ${worker} is killed (-9) with ${had} runs under way; the others take them over.\n`);
  };
  return merge(
    heard$.pipe(tap(sums.hear), ignoreElements()),
    submitAll(queue, runs).pipe(
      connect((events$) =>
        merge(
          events$.pipe(progress({ total: runs }), progressBar(), ignoreElements()),
          events$.pipe(results(), tap(sums.end)),
        ),
      ),
      tap(() => {
        if (workers > 1 && sums.done() === Math.ceil(runs / 3)) killing();
      }),
      count(),
      tap(() => {
        write(`\n${sums.table(runs, asked?.())}`);
        write(sums.isWhole(runs) ? 'Nothing was lost.\n' : 'Something was lost.\n');
        if (!sums.isWhole(runs)) process.exitCode = 1;
      }),
    ),
  ).pipe(take(1));
};

/** Waits for all workers before the runs are submitted. */
const withCrew = (queue: Queue, { url }: RedisAt, model: Model, options: Options): Observable<unknown> => {
  let requests = 0;
  const { server } = model;
  const env = { ...process.env, ...(server && { OPENAI_BASE_URL: server.baseURL, OPENAI_API_KEY: '', MODEL: '' }) };
  return merge(
    server
      ? server.activity$.pipe(
          tap(() => requests++),
          ignoreElements(),
        )
      : of(),
    crew(options.workers, [url, queue.name], env).pipe(
      during((workers) =>
        workers.heard$.pipe(
          filter(({ told }) => told.status === 'ready'),
          take(options.workers),
          count(),
          switchMap(() => play(queue, workers, options, server && (() => requests))),
        ),
      ),
    ),
  ).pipe(take(1));
};

const withQueue = (at: RedisAt, model: Model, options: Options): Observable<unknown> =>
  defer(() => {
    write(
      `Redis ${at.isOwn ? 'was started for this demo' : 'is at REDIS_URL'}; ${options.workers} workers, each a process.\n`,
    );
    const queue = new Queue(`rxswarm-demo-${randomUUID().slice(0, 8)}`, { connection: { url: at.url } });
    queue.on('error', () => undefined);
    return withCrew(queue, at, model, options).pipe(
      mergeMap(() => queue.obliterate({ force: true })),
      finalize(() => void queue.close()),
    );
  });

/** Ctrl-C unsubscribes, which ends everything that was started. */
const interrupted$ = merge(fromEvent(process, 'SIGINT'), fromEvent(process, 'SIGTERM')).pipe(
  tap(() => (process.exitCode = 130)),
);

start(
  defer(() => {
    const { given } = withoutRest(readFlags({ fast: 'boolean', runs: 'string', workers: 'string' }));
    const options = { runs: countOf('runs', given, 60), workers: countOf('workers', given, 3) };
    return modelFor(given.has('fast') ? immediate : hurried(human, 5)).pipe(
      tap(({ introduction }) => write(`${paint('dim', introduction)}\n\n`)),
      during((model) => redis().pipe(during((at) => withQueue(at, model, options)))),
      takeUntil(interrupted$),
    );
  }),
);
