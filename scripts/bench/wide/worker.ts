/** One measurement: a contestant, alone in its process. Its figures go to the parent. */
import { contestants, type Contestant, type Task } from './contestants.ts';

export interface Job extends Task {
  readonly contestant: Contestant;
  /** Made before, and not measured: connections are opened, code is compiled. */
  readonly warmUp: Pick<Task, 'runs' | 'concurrency'>;
}

export interface Figures {
  /** Milliseconds that passed, and of CPU. */
  readonly wall: number;
  readonly cpu: number;
  /** MB that the process held at most. */
  readonly memory: number;
  readonly characters: number;
}

const job = JSON.parse(process.argv[2] ?? '') as Job;
const run = contestants[job.contestant];
await run({ ...job, ...job.warmUp });
const before = process.cpuUsage();
const begin = performance.now();
const characters = await run(job);
const wall = performance.now() - begin;
const { user, system } = process.cpuUsage(before);
const memory = process.resourceUsage().maxRSS / 1024;
const figures: Figures = { wall, cpu: (user + system) / 1000, memory, characters };
process.send?.(figures, () => process.exit());
