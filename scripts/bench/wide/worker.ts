/** One measurement: a contestant, alone in its process. Its figures go to the parent. */
import { contestants, type Contestant, type Task } from './contestants.ts';

export interface Job extends Task {
  readonly contestant: Contestant;
  /** Made so many times before, and not measured: connections are opened, code is compiled. */
  readonly warmUp: Pick<Task, 'runs' | 'concurrency'> & { readonly times: number };
  /** How often it is measured. */
  readonly times: number;
  /** What each run is to bring: who leaves something out must not look fast. */
  readonly characters: number;
}

export interface Figures {
  /** Milliseconds that passed, each time. */
  readonly walls: readonly number[];
  /** Milliseconds of CPU, of all times. */
  readonly cpu: number;
  /** MB that the process held at most. */
  readonly memory: number;
}

const job = JSON.parse(process.argv[2] ?? '') as Job;
const run = contestants[job.contestant];
for (let time = 0; time < job.warmUp.times; time++) await run({ ...job, ...job.warmUp });
const before = process.cpuUsage();
const walls: number[] = [];
for (let time = 0; time < job.times; time++) {
  const begin = performance.now();
  const characters = await run(job);
  walls.push(performance.now() - begin);
  const expected = job.runs * job.characters;
  if (characters !== expected) throw new Error(`${job.contestant}: ${characters} characters came, not ${expected}`);
}
const { user, system } = process.cpuUsage(before);
const memory = process.resourceUsage().maxRSS / 1024;
const figures: Figures = { walls, cpu: (user + system) / 1000, memory };
process.send?.(figures, () => process.exit());
