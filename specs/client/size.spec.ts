import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { ROOT } from '../support/markdown.ts';

/** Bundles an entry for a page, without rxjs. */
const bundled = async (contents: string) => {
  const { outputFiles, metafile } = await build({
    stdin: { contents, resolveDir: ROOT, loader: 'ts' },
    ...{ bundle: true, minify: true, write: false, metafile: true },
    ...{ format: 'esm', platform: 'browser', external: ['rxjs'], tsconfig: `${ROOT}/tsconfig.json` },
  });
  const code = outputFiles[0]?.text ?? '';
  return { code, bytes: gzipSync(code).length, inputs: Object.keys(metafile.inputs) };
};

describe('the bundle for a page', () => {
  it('of the client is at most 3.4 kB and needs neither Node nor eval', async () => {
    const { code, bytes, inputs } = await bundled("export { connect } from './lib/client/index.ts'");
    expect(bytes).toBeLessThanOrEqual(3400);
    expect(inputs.filter((path) => !/^lib\/|^node_modules\/eventsource-parser\/|^<stdin>$/.test(path))).toEqual([]);
    expect(code).not.toMatch(/\beval\(|new Function|\brequire\(|process\.|\bwindow\b|\bdocument\b/);
  });

  it('of client and converse is at most 9 kB', async () => {
    const { bytes, inputs } = await bundled(
      "export { connect } from './lib/client/index.ts'; export { converse, toStore } from './lib/converse/index.ts'",
    );
    expect(bytes).toBeLessThan(9 * 1024);
    expect(inputs.filter((path) => /lib\/(run|swarm|server|schema)/.test(path))).toEqual([]);
  });

  it('of rxswarm does not contain jose', async () => {
    const { inputs } = await bundled("export * from './lib/index.ts'");
    expect(inputs.filter((path) => /jose|lib\/server|typebox/.test(path))).toEqual([]);
  });
});
