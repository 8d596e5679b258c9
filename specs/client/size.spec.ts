import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { ROOT } from '../support/markdown.ts';

/** Bundles an entry for a page, without rxjs. `bytes` counts the files that a page loads at once, `later` the others. */
const bundled = async (contents: string) => {
  const { outputFiles, metafile } = await build({
    stdin: { contents, resolveDir: ROOT, loader: 'ts' },
    ...{ bundle: true, splitting: true, outdir: 'page', minify: true, write: false, metafile: true },
    ...{ format: 'esm', platform: 'browser', external: ['rxjs'], tsconfig: `${ROOT}/tsconfig.json` },
  });
  const isLater = (path: string): boolean => /\bpage-rounds-\w+\.js$/.test(path);
  const sizeOf = (files: typeof outputFiles): number =>
    files.reduce((sum, { contents: bytes }) => sum + gzipSync(bytes).length, 0);
  return {
    code: outputFiles.map(({ text }) => text).join('\n'),
    bytes: sizeOf(outputFiles.filter(({ path }) => !isLater(path))),
    later: sizeOf(outputFiles.filter(({ path }) => isLater(path))),
    inputs: Object.keys(metafile.inputs),
  };
};

describe('the bundle for a page', () => {
  it('of the client is at most 4.6 kB, 1.8 kB more with functions of the page, and needs neither Node nor eval', async () => {
    const { code, bytes, later, inputs } = await bundled("export { connect } from './lib/client/index.ts'");
    expect(bytes).toBeLessThanOrEqual(4600);
    expect(later).toBeGreaterThan(0);
    expect(later).toBeLessThanOrEqual(1800);
    expect(inputs.filter((path) => !/^lib\/|^node_modules\/eventsource-parser\/|^<stdin>$/.test(path))).toEqual([]);
    expect(code).not.toMatch(/\beval\(|new Function|\brequire\(|process\.|\bwindow\b|\bdocument\b/);
  });

  it('of client and converse is at most 11.1 kB', async () => {
    const { bytes, inputs } = await bundled(
      "export { connect } from './lib/client/index.ts'; export { converse, toStore } from './lib/converse/index.ts'",
    );
    expect(bytes).toBeLessThanOrEqual(11_100);
    expect(inputs.filter((path) => /lib\/(run|swarm|server|schema)/.test(path))).toEqual([]);
  });

  it('of rxswarm does not contain jose', async () => {
    const { inputs } = await bundled("export * from './lib/index.ts'");
    expect(inputs.filter((path) => /jose|lib\/server|typebox/.test(path))).toEqual([]);
  });
});
