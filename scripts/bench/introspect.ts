/* The speed of introspection: what the command costs to start, a function, a check of what is unchanged, and a change. */
import { spawnSync } from 'node:child_process';
import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openProgram } from '../introspect/parse/program.ts';
import { readerOf } from '../introspect/parse/reader.ts';
import { readFiles } from '../introspect/read.ts';
import { watch } from '../introspect/watch.ts';
import { optionsOf } from '../introspect/options.ts';

const FILES = 500;
const FUNCTIONS = 4;
const root = fileURLToPath(new URL('../..', import.meta.url));
const command = join(root, 'dist/scripts/introspect.js');

const source = (file: number): string => `
import type { Address } from './shared.ts';
/** An order of file ${String(file)}. */
export interface Order${String(file)} { id: string; items: { sku: string; quantity?: number }[]; to: Address; state: 'open' | 'paid' | 'sent' }
${Array.from(
  { length: FUNCTIONS },
  (_, index) => `
/**
 * Changes an order.
 * @param order - The order.
 * @param amount - How much.
 */
export function change${String(file)}_${String(index)}(order: Order${String(file)}, amount = ${String(index)}, options: Partial<Order${String(file)}> = {}): string {
  return order.id + String(amount) + String(options.id);
}`,
).join('\n')}
`;

const folder = mkdtempSync(join(tmpdir(), 'rxswarm-'));
const files = Array.from({ length: FILES }, (_, index) => join(folder, `functions${String(index)}.ts`));

const fill = (): void => {
  mkdirSync(join(folder, 'node_modules'), { recursive: true });
  writeFileSync(
    join(folder, 'shared.ts'),
    '/** Where. */\nexport interface Address { street: string; city: string; country?: string }\n',
  );
  writeFileSync(
    join(folder, 'tsconfig.json'),
    JSON.stringify({
      compilerOptions: {
        strict: true,
        target: 'es2022',
        module: 'nodenext',
        lib: ['es2022', 'dom'],
        allowImportingTsExtensions: true,
        noEmit: true,
      },
    }),
  );
  for (const [index, file] of files.entries()) writeFileSync(file, source(index));
};

interface Cost {
  readonly wall: number;
  readonly cpu: number;
  /** Megabytes at the peak. */
  readonly memory: number;
}

/** Measures in a new process, because loading is part of the cost. */
const run = (...input: readonly string[]): Cost => {
  const script = `process.argv.splice(1, 0, ${JSON.stringify(command)}); await import(${JSON.stringify(command)}); process.on('exit', () => { const { user, system } = process.cpuUsage(); console.log(JSON.stringify({ cpu: (user + system) / 1000, memory: process.resourceUsage().maxRSS / 1024 })); });`;
  const start = performance.now();
  const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', script, 'introspect', ...input], {
    cwd: folder,
    encoding: 'utf8',
  });
  const wall = performance.now() - start;
  return { wall, ...(JSON.parse(stdout.trim().split('\n').at(-1) ?? '{}') as Omit<Cost, 'wall'>) };
};

const show = (what: string, { wall, cpu, memory }: Cost): void => {
  console.log(
    `${what.padEnd(44)} ${cpu.toFixed(0).padStart(6)} ms CPU ${wall.toFixed(0).padStart(6)} ms wall ${memory.toFixed(0).padStart(5)} MB`,
  );
};

const perFunction = (): number => {
  const some = files.slice(0, 100);
  const reader = readerOf(openProgram({ files: some, project: join(folder, 'tsconfig.json') }));
  readFiles(reader, some.slice(0, 1), 'auto');
  const before = process.cpuUsage();
  readFiles(reader, some.slice(1), 'auto');
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000 / ((some.length - 1) * FUNCTIONS);
};

/** Measures the time from the change of a file until its module is written. */
const watching = async (): Promise<readonly number[]> => {
  process.chdir(folder);
  const controller = new AbortController();
  const latencies: number[] = [];
  let written: () => void = () => undefined;
  const io = {
    out: () => undefined,
    progress: () => undefined,
    error: (text: string) => {
      if (text.startsWith('done')) written();
    },
  };
  const done = watch(optionsOf(['*.ts', '--watch']), io, controller.signal);
  await new Promise((resolve) => setTimeout(resolve, 300));
  for (let index = 0; index < 7; index += 1) {
    const file = files[index] ?? '';
    const next = new Promise<void>((resolve) => (written = resolve));
    const start = performance.now();
    appendFileSync(file, `/** New. */\nexport const added = (id: string, day: number): string => id + String(day);\n`);
    await next;
    latencies.push(performance.now() - start);
    if (!readFileSync(file.replace('.ts', '.schemas.ts'), 'utf8').includes('added')) throw new Error('not written');
  }
  controller.abort();
  await done;
  return latencies;
};

try {
  fill();
  show('start: 1 file, 4 functions', run('functions0.ts', '--json'));
  show(`${String(FILES)} files, ${String(FILES * FUNCTIONS)} functions`, run('functions*.ts'));
  show(`${String(FILES)} files, --check, nothing changed`, run('functions*.ts', '--check'));
  console.log(`a function, once started ${perFunction().toFixed(2).padStart(25)} ms CPU`);
  const latencies = [...(await watching())].sort((a, b) => a - b);
  console.log(
    `--watch, change to module, of ${String(FILES)} files    median ${(latencies[3] ?? 0).toFixed(0)} ms, worst ${(latencies[6] ?? 0).toFixed(0)} ms`,
  );
} finally {
  rmSync(folder, { recursive: true });
}
