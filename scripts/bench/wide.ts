/**
 * Measures many runs at once: how near they come to the time that the server alone takes, and the cost of a thousand
 * compared with code written by hand.
 *
 *     npm run bench:wide
 */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { build } from 'esbuild';
import { buildAll, FOLDER, serverModule } from './build.ts';
import { scenarios, textOf } from './scenarios.ts';
import { median } from './statistics.ts';
import { figure, table } from './table.ts';
import type { Contestant } from './wide/contestants.ts';
import type { Figures, Job } from './wide/worker.ts';

const here = import.meta.dirname;
const root = join(here, '../..');
const folder = join(FOLDER, 'wide');

const ROUNDS = 5;
const RUNS = 100;
const MILLISECONDS = 100;
const THOUSAND = 1000;

await buildAll();
await build({
  absWorkingDir: here,
  entryPoints: ['wide/worker.ts', 'wide/delay-server.ts'],
  outdir: folder,
  bundle: true,
  packages: 'external',
  alias: {
    rxswarm: join(root, 'lib/index.ts'),
    'rxswarm/models': join(root, 'lib/models/index.ts'),
    'rxswarm/operators': join(root, 'lib/operators/index.ts'),
  },
  format: 'esm',
  platform: 'node',
  target: 'node20',
  logLevel: 'warning',
});

const messageFrom = async (child: ChildProcess, what: string): Promise<unknown> => {
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`${what} ended with status ${String(code)}`);
  });
  const [message] = (await Promise.race([once(child, 'message'), ended])) as readonly unknown[];
  return message;
};

/** Starts a server, calls `use` with its address, then stops it. */
const serving = async <T>(module: string, flags: readonly string[], use: (url: string) => Promise<T>): Promise<T> => {
  const child = fork(module, flags, { execArgv: [] });
  const port = (await messageFrom(child, 'The server')) as number;
  try {
    return await use(`http://127.0.0.1:${port}/v1`);
  } finally {
    child.kill();
  }
};

const { PATH, HOME } = process.env;

const measure = async (job: Job): Promise<Figures> => {
  const env = { PATH, HOME, NODE_ENV: 'production' };
  const child = fork(join(folder, 'worker.js'), [JSON.stringify(job)], { execArgv: [], env });
  return (await messageFrom(child, job.contestant)) as Figures;
};

const rounds = async (count: number, job: Job): Promise<readonly Figures[]> => {
  const all: Figures[] = [];
  for (let round = 0; round < count; round++) all.push(await measure(job));
  return all;
};

/**
 * Returns the number of processes. Short measurements take three, because other work on the machine weighs more in them
 * and each process compiles a little differently.
 */
const roundsFor = (ideal: number): number => (ideal < 500 ? 3 : 1);
const timesFor = (ideal: number): number => Math.max(1, Math.min(20, Math.round(5000 / ideal)));

const times = async (baseURL: string): Promise<void> => {
  // Warms up in batches until the hot code is compiled. With a hundred at once, everything that is sent and read must fit
  // into a few milliseconds.
  const warmUp = { runs: RUNS, concurrency: RUNS, times: 80 };
  const contestants: readonly Contestant[] = ['engine', 'runAll, http()', 'runAll, fetch', 'bare undici', 'bare fetch'];
  const rows: (readonly string[])[] = [];
  for (const concurrency of [1, 2, 10, 100]) {
    const ideal = Math.ceil(RUNS / concurrency) * MILLISECONDS;
    const cells: string[] = [];
    for (const contestant of contestants) {
      const task = { baseURL, model: 'any', runs: RUNS, concurrency, characters: 'Yes.'.length };
      const job: Job = { contestant, ...task, warmUp, times: timesFor(ideal) };
      const walls = (await rounds(roundsFor(ideal), job)).flatMap((figures) => figures.walls);
      const beyond = [Math.min(...walls), median(walls)].map((wall) => `${((wall / ideal - 1) * 100).toFixed(1)} %`);
      cells.push([...new Set(beyond)].join(', '));
    }
    rows.push([String(concurrency), String(ideal), ...cells]);
  }
  console.log(
    `${RUNS} runs, a server of ${MILLISECONDS} ms: beyond the ideal, the least of some batches and their median\n`,
  );
  console.log(table(['at once', 'ideal, ms', ...contestants], rows));
};

const thousand = async (baseURL: string): Promise<void> => {
  const contestants: readonly Contestant[] = ['bare fetch', 'bare undici', 'runAll, http()', 'runAll, fetch'];
  const name = '1000-at-once';
  const characters = scenarios(false)
    .filter((scenario) => scenario.name === name)
    .map(textOf)
    .join('').length;
  const task = { baseURL, model: name, runs: THOUSAND, concurrency: THOUSAND, characters };
  const found = new Map<Contestant, Figures[]>(contestants.map((contestant) => [contestant, []]));
  for (let round = 0; round < ROUNDS; round++) {
    for (const contestant of contestants) {
      const job: Job = { contestant, ...task, warmUp: { runs: 50, concurrency: 50, times: 1 }, times: 1 };
      found.get(contestant)?.push(await measure(job));
    }
  }
  const of = (contestant: Contestant, key: 'cpu' | 'memory' | 'walls') =>
    median((found.get(contestant) ?? []).flatMap((figures) => figures[key]));
  const rows = contestants.map((contestant) => [
    contestant,
    ...(['cpu', 'memory'] as const).flatMap((key) => [
      figure(of(contestant, key)),
      `${(of(contestant, key) / of('bare fetch', key)).toFixed(2)}×`,
    ]),
    figure(of(contestant, 'walls')),
  ]);
  console.log(`\n${THOUSAND} streaming runs at once, 25 events each; medians of ${ROUNDS}, each in its own process\n`);
  console.log(table(['', 'ms CPU', 'ratio', 'MB', 'ratio', 'ms'], rows));
};

await serving(join(folder, 'delay-server.js'), [String(MILLISECONDS)], times);
await serving(serverModule, [], thousand);
