import { join } from 'node:path';
import { build } from 'esbuild';
import { CONTESTANTS, isPeer, type ContestantEntry } from './contestants.ts';

const here = import.meta.dirname;
const root = join(here, '../..');

/** Folder that git ignores and npm leaves alone. Its modules find the packages of the project, and a peer finds its own. */
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
 * Compiles the measured code. A loader that compiles at run time would be measured too, and it marks each function with
 * its name, which costs more than some functions.
 */
export const buildAll = async (): Promise<void> => {
  const source = ({ file }: ContestantEntry): string => `contestants/${file}.ts`;
  const own = CONTESTANTS.filter((entry) => !isPeer(entry)).map(source);
  await compile(['server.ts', 'worker.ts', ...own], FOLDER);
  for (const entry of CONTESTANTS.filter(isPeer)) await compile([source(entry)], folderOf(entry));
};
