import { execFileSync, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { FUNCTIONS, introspectProject } from './introspect-project.ts';
import { median } from './statistics.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const command = join(root, 'dist/scripts/introspect.js');

export interface IntrospectCost {
  readonly name: string;
  /** Median milliseconds of CPU. */
  readonly cpu: number;
  /** Median megabytes at the peak; absent for a part of a run. */
  readonly memory?: number;
}

type Figures = Omit<IntrospectCost, 'name'>;

const SCRIPT = `
process.argv.splice(1, 0, ${JSON.stringify(command)});
process.on('exit', () => {
  const { user, system } = process.cpuUsage();
  console.log(JSON.stringify({ cpu: (user + system) / 1000, memory: process.resourceUsage().maxRSS / 1024 }));
});
await import(${JSON.stringify(command)});
`;

/** Measures in a new process, because loading is part of the cost. */
const run = (cwd: string, ...input: readonly string[]): Figures => {
  const script = ['--input-type=module', '-e', SCRIPT, 'introspect', ...input];
  const { stdout } = spawnSync(process.execPath, script, { cwd, encoding: 'utf8', maxBuffer: 1e9 });
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '{}') as Figures;
};

const ALL = 'functions*.ts';

/** Measures the command as users run it: a start, 3,000 functions, and the check of what is unchanged. */
export const introspectCosts = (rounds: number, isShort: boolean): readonly IntrospectCost[] => {
  execFileSync('npm', ['run', '--silent', 'build'], { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });
  const count = isShort ? 3 : 750;
  const measured = Array.from({ length: rounds }, () => measure(count));
  const cost = (name: string, figures: readonly Figures[]): IntrospectCost => ({
    name,
    cpu: median(figures.map(({ cpu }) => cpu)),
    memory: median(figures.map(({ memory = NaN }) => memory)),
  });
  const start = cost(
    `a start: 1 file, ${String(FUNCTIONS)} functions`,
    measured.map((each) => each.start),
  );
  const all = cost(
    `${String(count)} files, ${String(count * FUNCTIONS)} functions`,
    measured.map((each) => each.all),
  );
  const check = cost(
    'the same with --check, nothing changed',
    measured.map((each) => each.check),
  );
  const each = { name: 'a function beyond the start', cpu: (all.cpu - start.cpu) / ((count - 1) * FUNCTIONS) };
  return [start, all, each, check];
};

/** Each round has a project of its own, because the command remembers what it has read. */
const measure = (count: number): Readonly<Record<'start' | 'all' | 'check', Figures>> => {
  const { folder, remove } = introspectProject(count);
  try {
    return { start: run(folder, 'functions0.ts', '--json'), all: run(folder, ALL), check: run(folder, ALL, '--check') };
  } finally {
    remove();
  }
};
