import { join } from 'node:path';
import { build } from 'esbuild';
import { CONTESTANTS, isPeer, type ContestantEntry } from './contestants.ts';

const here = import.meta.dirname;
const root = join(here, '../..');

/** Ignored by git and left alone by npm; what is built here finds the packages of the project, a peer its own. */
export const FOLDER = join(root, 'node_modules/.bench');

export const folderOf = (entry: ContestantEntry): string =>
  isPeer(entry) ? join(FOLDER, 'peers', entry.file) : FOLDER;

export const serverModule = join(FOLDER, 'build/server.js');
export const workerModule = join(FOLDER, 'build/worker.js');
export const moduleOf = (entry: ContestantEntry): string =>
  join(folderOf(entry), 'build/contestants', `${entry.file}.js`);

const compile = (entryPoints: readonly string[], folder: string): Promise<unknown> =>
  build({
    absWorkingDir: here,
    entryPoints: [...entryPoints],
    outbase: here,
    outdir: join(folder, 'build'),
    bundle: true,
    splitting: true,
    packages: 'external',
    alias: {
      rxswarm: join(root, 'lib/index.ts'),
      'rxswarm/models': join(root, 'lib/models/index.ts'),
      'rxswarm/operators': join(root, 'lib/operators/index.ts'),
      'rxswarm/schema': join(root, 'lib/schema/index.ts'),
    },
    format: 'esm',
    platform: 'node',
    target: 'node20',
    logLevel: 'warning',
  });

/**
 * Compiles what is measured: a loader that compiles while it runs would be measured along, and marks each function with
 * its name, which costs more than some of them do.
 */
export const buildAll = async (): Promise<void> => {
  const source = ({ file }: ContestantEntry): string => `contestants/${file}.ts`;
  const own = CONTESTANTS.filter((entry) => !isPeer(entry)).map(source);
  await compile(['server.ts', 'worker.ts', ...own], FOLDER);
  for (const entry of CONTESTANTS.filter(isPeer)) await compile([source(entry)], folderOf(entry));
};
