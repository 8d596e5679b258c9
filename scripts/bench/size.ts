import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

const root = join(import.meta.dirname, '../..');

export interface Size {
  readonly name: string;
  /** Bytes of the minified bundle, and of that gzipped. */
  readonly bytes: number;
  readonly gzipped: number;
  /** Packages in the bundle. */
  readonly packages: readonly string[];
}

interface Bundle {
  readonly name: string;
  readonly code: string;
  readonly external: readonly string[];
}

/** What wires share. */
const WIRE = [
  'index',
  'parameters',
  'stream/joined-deltas',
  ...['plain-text', 'turns', 'data-url'].map((file) => `normal-form/${file}`),
]
  .map((file) => `export * from './lib/models/${file}.ts';`)
  .join('');
const LOOP = `export { run } from './lib/loop/run.ts'; export { Agent, Result } from './lib/agent/agent.ts'`;

const BUNDLES: readonly Bundle[] = [
  { name: 'the loop', code: LOOP, external: ['rxjs'] },
  { name: 'the loop with its part of rxjs', code: LOOP, external: [] },
  { name: 'rxswarm', code: `export * from './lib/index.ts'`, external: ['rxjs'] },
  { name: 'rxswarm with its part of rxjs', code: `export * from './lib/index.ts'`, external: [] },
  { name: 'rxswarm/operators', code: `export * from './lib/operators/index.ts'`, external: ['rxjs'] },
  { name: 'rxswarm/schema', code: `export * from './lib/schema/index.ts'`, external: ['rxjs'] },
];

const SHARED: Bundle = { name: 'what wires share', code: WIRE, external: ['rxjs'] };

/** Wires with an import path of their own. */
const WIRES = ['ai-sdk', 'anthropic', 'gemini', 'responses'];

const withWire = (wire: string): Bundle => ({
  name: `rxswarm/models/${wire}`,
  code: `${WIRE} export * from './lib/models/${wire}/index.ts'`,
  external: ['rxjs'],
});

const packageOf = (input: string): string | undefined => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(input)?.[1];

const sizeOf = async ({ name, code, external }: Bundle): Promise<Size> => {
  const { outputFiles, metafile } = await build({
    stdin: { contents: code, resolveDir: root, loader: 'ts' },
    // `openai` is loaded only if no client is passed, and bundlers leave it in a file of its own.
    external: [...external, 'openai'],
    bundle: true,
    minify: true,
    write: false,
    metafile: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    logLevel: 'silent',
  });
  const bytes = outputFiles[0]?.contents ?? new Uint8Array();
  const packages = Object.values(metafile.outputs).flatMap(({ inputs }) =>
    Object.entries(inputs).flatMap(([input, { bytesInOutput }]) => (bytesInOutput > 0 ? (packageOf(input) ?? []) : [])),
  );
  return { name, bytes: bytes.length, gzipped: gzipSync(bytes).length, packages: [...new Set(packages)].sort() };
};

/** Measures each entry as a page loads it: bundled for browsers, minified, gzipped. A wire is what it adds to what wires share. */
export const sizes = async (): Promise<readonly Size[]> => {
  const shared = await sizeOf(SHARED);
  const wires = await Promise.all(WIRES.map((wire) => sizeOf(withWire(wire))));
  return [...(await Promise.all(BUNDLES.map(sizeOf))), ...wires.map((wire) => beyond(wire, shared))];
};

/** Returns what a bundle has more than another one. */
const beyond = (whole: Size, part: Size): Size => ({
  ...whole,
  bytes: whole.bytes - part.bytes,
  gzipped: whole.gzipped - part.gzipped,
});
