/** Measures one contestant, alone in its process, and sends the figures to the parent. */
import { contestants, type Contestant, type Task } from './contestants.ts';

export interface Job extends Task {
  readonly contestant: Contestant;
  /** Batches before the measurement, which open connections and compile code. */
  readonly warmUp: Pick<Task, 'runs' | 'concurrency'> & { readonly times: number };
  /** Number of measurements. */
  readonly times: number;
  /** Characters that each run must deliver, so that a contestant that leaves some out does not look fast. */
  readonly characters: number;
}

export interface Figures {
  /** Milliseconds of wall time of each measurement. */
  readonly walls: readonly number[];
  /** Milliseconds of CPU of each measurement. */
  readonly cpu: number;
  /** Megabytes that the process held at its peak. */
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
