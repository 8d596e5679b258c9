import { join } from 'node:path';
import { build } from 'esbuild';

const root = join(import.meta.dirname, '../..');

/** A folder that git ignores, from which modules find the packages of the project. */
const FOLDER = join(root, 'node_modules/.bench/chaos');

/** Compiles the worker and the watcher, because a compiled process starts in a fraction of the time that a loader takes. */
export const buildProcesses = async (): Promise<{ readonly worker: string; readonly watcher: string }> => {
  const lib = (path: string): string => join(root, 'lib', path, 'index.ts');
  await build({
    absWorkingDir: import.meta.dirname,
    entryPoints: ['worker.ts', 'watcher.ts'],
    outdir: FOLDER,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    packages: 'external',
    alias: {
      rxswarm: lib(''),
      'rxswarm/models': lib('models'),
      'rxswarm/bullmq': lib('bullmq'),
      'rxswarm/schema': lib('schema'),
    },
    format: 'esm',
    platform: 'node',
    target: 'node20',
    logLevel: 'warning',
  });
  return { worker: join(FOLDER, 'worker.mjs'), watcher: join(FOLDER, 'watcher.mjs') };
};
