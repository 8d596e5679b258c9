/**
 * Measures runs on a queue: jobs a second with one, two and three workers whose model is instant, and the cost of a run
 * beyond `swarm.run()`. Starts a Redis for itself.
 *
 *     npm run bench:workers
 */
import { join } from 'node:path';
import { Queue } from 'bullmq';
import { build } from 'esbuild';
import { submit } from 'rxswarm/bullmq';
import { defer, lastValueFrom, mergeMap, range, repeat, toArray, type Observable } from 'rxjs';
import { startRedis } from '../../specs/support/redis.ts';
import { FOLDER } from './build.ts';
import { median } from './statistics.ts';
import { figure, table } from './table.ts';
import { crewOf } from './workers/crew.ts';
import { agent, messages, swarm } from './workers/run.ts';

const RUNS = 2000;
const AT_ONCE = 50;
const ROUNDS = 3;
const ALONE = 300;

const lib = (path: string): string => join(import.meta.dirname, '../../lib', path, 'index.ts');
const folder = join(FOLDER, 'workers');
await build({
  absWorkingDir: import.meta.dirname,
  entryPoints: ['workers/worker.ts'],
  outdir: folder,
  bundle: true,
  packages: 'external',
  alias: { rxswarm: lib(''), 'rxswarm/models': lib('models'), 'rxswarm/bullmq': lib('bullmq') },
  format: 'esm',
  platform: 'node',
  target: 'node20',
  logLevel: 'warning',
});

const redis = await startRedis();
process.once('exit', () => void redis.stop());
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));

const withQueue = async <T>(
  size: number,
  use: (queue: Queue, crew: Awaited<ReturnType<typeof crewOf>>) => Promise<T>,
) => {
  const queue = new Queue(`bench-${size}`, { connection: { port: redis.port, host: '127.0.0.1' } });
  const crew = await crewOf(join(folder, 'worker.js'), size, [String(redis.port), queue.name]);
  try {
    return await use(queue, crew);
  } finally {
    await crew.stop();
    await queue.obliterate({ force: true });
    await queue.close();
  }
};

/** Returns the milliseconds that something takes. */
const timed = async (task: () => Promise<unknown>): Promise<number> => {
  const begin = performance.now();
  await task();
  return performance.now() - begin;
};

let count = 0;
const queued = (queue: Queue): Observable<unknown> =>
  defer(() => submit(queue, { id: `run-${++count}`, agent, messages }));
const watched = (queue: Queue, runs: number): Promise<unknown> =>
  lastValueFrom(range(0, runs).pipe(mergeMap(() => queued(queue), AT_ONCE)), { defaultValue: undefined });

/** Measures workers alone: all jobs are on the queue before, and no caller watches them. */
const drained = async (queue: Queue, ended: (runs: number) => Promise<unknown>): Promise<number> => {
  await queue.pause();
  const waiting = range(0, RUNS)
    .pipe(mergeMap(() => queued(queue)))
    .subscribe();
  while ((await queue.getWaitingCount()) < RUNS);
  waiting.unsubscribe();
  const all = ended(RUNS);
  return timed(async () => {
    await queue.resume();
    await all;
  });
};

/** Measures runs one after another. */
const alone = async (run$: Observable<unknown>, runs: number): Promise<readonly number[]> => {
  const one$ = defer(() => timed(() => lastValueFrom(run$, { defaultValue: undefined })));
  return lastValueFrom(one$.pipe(repeat(runs), toArray()), { defaultValue: [] });
};

const perSecond = (milliseconds: readonly number[], runs: number): string =>
  figure(median(milliseconds.map((each) => (runs / each) * 1000)));

const rows: (readonly string[])[] = [];
for (const size of [1, 2, 3]) {
  const [drains, live]: [number[], number[]] = [[], []];
  await withQueue(size, async (queue, crew) => {
    await watched(queue, 500);
    for (let round = 0; round < ROUNDS; round++) {
      drains.push(await drained(queue, crew.ended));
      live.push(await timed(() => watched(queue, RUNS)));
    }
  });
  rows.push([String(size), perSecond(drains, RUNS), perSecond(live, RUNS)]);
}
console.log(`${RUNS} runs of one turn and ten words, an instant model; jobs a second, medians of ${ROUNDS}\n`);
console.log(table(['workers', 'waiting on the queue', `submitted and watched, ${AT_ONCE} at once`], rows));

const run$ = defer(() => swarm.run({ agent, messages }));
await alone(run$, ALONE);
const direct = median(await alone(run$, ALONE));
const through = await withQueue(1, async (queue) => {
  await watched(queue, ALONE);
  return median(await alone(queued(queue), ALONE));
});
console.log(`\nOne run at a time, medians of ${ALONE}\n`);
console.log(
  table(
    ['', 'ms'],
    [
      ['swarm.run()', direct.toFixed(3)],
      ['through the queue', through.toFixed(2)],
      ['overhead', (through - direct).toFixed(2)],
    ],
  ),
);
await redis.stop();
