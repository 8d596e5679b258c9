import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build, type BuildOptions, type Metafile, type Plugin } from 'esbuild';

const root = join(import.meta.dirname, '../..');

const { exports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { readonly exports: object };

const MAIN = 'lib/index.ts';
const ENTRIES = Object.keys(exports)
  .filter((entry) => entry !== './package.json')
  .map((entry) => join('lib', entry, 'index.ts').replaceAll('\\', '/'));

type Outputs = Metafile['outputs'];

/** Bundles each entry into the folder, under its path in lib. */
export const bundle = async (outdir: string): Promise<void> => {
  const options = optionsFor(outdir);
  const { metafile } = await build({ ...options, write: false });
  await build({ ...options, plugins: [carrying(filesToCarry(metafile.outputs))] });
};

const optionsFor = (outdir: string) =>
  ({
    absWorkingDir: root,
    entryPoints: ENTRIES,
    outbase: 'lib',
    outdir,
    chunkNames: 'shared-[hash]',
    bundle: true,
    splitting: true,
    packages: 'external',
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    metafile: true,
    logLevel: 'warning',
    // A file that another import has found first keeps its mark, and is bundled where it is used.
    logOverride: { 'ignored-bare-import': 'silent' },
  }) satisfies BuildOptions;

/**
 * Returns the files that each entry loads even if it does not use them. esbuild makes a chunk for each set of entries that
 * share code: 15 for `rxswarm` alone, which take 6 ms to load. Most programs import `rxswarm` and other entries, so each
 * entry carries the code that `rxswarm` shares with any entry, and two chunks are left. An entry does not carry a chunk
 * that needs a further package.
 */
const filesToCarry = (outputs: Outputs): ReadonlyMap<string, readonly string[]> => {
  const main = Object.keys(outputs).find((path) => outputs[path]?.entryPoint === MAIN) ?? '';
  const shared = chunksOf(outputs, main).map((path) => ({
    files: Object.keys(outputs[path]?.inputs ?? {}),
    packages: packagesOf(outputs, path),
  }));
  return new Map(
    Object.entries(outputs).flatMap(([path, { entryPoint }]) => {
      if (entryPoint === undefined) return [];
      const needed = new Set([path, ...chunksOf(outputs, path)].flatMap((each) => packagesOf(outputs, each)));
      const carried = shared.filter(({ packages }) => packages.every((name) => needed.has(name)));
      return [[join(root, entryPoint), carried.flatMap(({ files }) => files)]];
    }),
  );
};

const importsOf = (outputs: Outputs, path: string) =>
  (outputs[path]?.imports ?? []).filter(({ kind }) => kind === 'import-statement');

/** Returns the chunks that load with an output. */
const chunksOf = (outputs: Outputs, path: string): readonly string[] => {
  const own = importsOf(outputs, path).filter(({ external }) => external !== true);
  return [...new Set(own.flatMap((chunk) => [chunk.path, ...chunksOf(outputs, chunk.path)]))];
};

const packagesOf = (outputs: Outputs, path: string): readonly string[] =>
  importsOf(outputs, path).flatMap((found) => (found.external === true ? [found.path] : []));

/**
 * Makes entries, and files that are loaded later, import these files as if they had side effects, because esbuild drops unused code.
 */
const carrying = (filesOf: ReadonlyMap<string, readonly string[]>): Plugin => ({
  name: 'carrying',
  setup: (build) => {
    build.onResolve({ filter: /^carried:/ }, ({ path }) => ({
      path: path.slice('carried:'.length),
      sideEffects: true,
    }));
    build.onLoad({ filter: /\.ts$/ }, ({ path }) => {
      const files = filesOf.get(path);
      if (files === undefined) return undefined;
      const imports = files.map((file) => `import ${JSON.stringify(`carried:${join(root, file)}`)};\n`);
      return { contents: imports.join('') + readFileSync(path, 'utf8'), loader: 'ts' };
    });
  },
});
