import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { CONTESTANTS, type ContestantEntry } from './contestants.ts';

const here = import.meta.dirname;
const root = join(here, '../..');

/** Ignored by git and left alone by npm; what is built here finds the packages of the project, peers their own. */
export const FOLDER = join(root, 'node_modules/.bench');
export const PEERS = join(FOLDER, 'peers');

const folderOf = (isPeer: boolean): string => join(isPeer ? PEERS : FOLDER, 'build');

export const serverModule = join(folderOf(false), 'server.js');
export const workerModule = join(folderOf(false), 'worker.js');
export const moduleOf = ({ file, isPeer }: ContestantEntry): string =>
  join(folderOf(isPeer), 'contestants', `${file}.js`);

/**
 * Compiles what is measured: a loader that compiles while it runs would be measured along, and marks each function with
 * its name, which costs more than some of them do.
 */
export const buildAll = async (): Promise<void> => {
  const missing = CONTESTANTS.filter(({ file }) => !readdirSync(join(here, 'contestants')).includes(`${file}.ts`));
  if (missing.length > 0) throw new Error(`no module for ${missing.map(({ name }) => name).join(', ')}`);
  for (const isPeer of [false, true]) {
    const contestants = CONTESTANTS.filter((entry) => entry.isPeer === isPeer).map(
      ({ file }) => `contestants/${file}.ts`,
    );
    await build({
      absWorkingDir: here,
      entryPoints: isPeer ? contestants : ['server.ts', 'worker.ts', ...contestants],
      outbase: here,
      outdir: folderOf(isPeer),
      bundle: true,
      splitting: true,
      packages: 'external',
      alias: {
        rxswarm: join(root, 'lib/index.ts'),
        'rxswarm/operators': join(root, 'lib/operators/index.ts'),
        'rxswarm/schema': join(root, 'lib/schema/index.ts'),
      },
      format: 'esm',
      platform: 'node',
      target: 'node20',
      logLevel: 'warning',
    });
  }
};
