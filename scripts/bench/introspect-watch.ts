/* The time from the change of a source until its module is written, of `--watch` over 500 files. */
import { appendFileSync, readFileSync } from 'node:fs';
import { optionsOf } from '../introspect/options.ts';
import { watch } from '../introspect/watch.ts';
import { introspectProject } from './introspect-project.ts';

const FILES = 500;
const { folder, files, remove } = introspectProject(FILES);

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
  const latencies = [...(await watching())].sort((a, b) => a - b);
  console.log(
    `--watch, change to module, of ${String(FILES)} files: median ${(latencies[3] ?? 0).toFixed(0)} ms, worst ${(latencies[6] ?? 0).toFixed(0)} ms`,
  );
} finally {
  remove();
}
