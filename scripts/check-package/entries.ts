import { build } from 'esbuild';
import { join } from 'node:path';
import { createContext, runInContext } from 'node:vm';
import { complaintOf, expectText, manifest, project, run, versionOf } from './project.ts';
import { uses } from './uses.ts';

/**
 * Uses each entry: first without the optional peers, when entries that need one must name it, then with all of them.
 * Entries for pages are bundled and loaded without anything of Node.
 */
export const checkEntries = async (tarball: string): Promise<void> => {
  const entries = Object.keys(manifest.exports).filter((entry) => entry !== './package.json');
  expectText(Object.keys(uses).sort().join(), entries.sort().join());
  const files = Object.entries(uses).map(([entry, { code }]) => [fileOf(entry), code] as const);
  const path = project('entries', {
    'package.json': '{ "name": "entries-project", "private": true, "type": "module" }',
    ...Object.fromEntries(files),
  });
  run(path, 'npm', 'install', tarball, ...versionOf('rxjs'));
  for (const [entry, { needs, prints }] of Object.entries(uses)) {
    const file = fileOf(entry);
    if (needs.length === 0) expectText(run(path, process.execPath, file), prints);
    else assertNames(complaintOf(path, file), needs, entry);
  }
  for (const entry of ['client', 'converse']) await checkInPage(path, `rxswarm/${entry}`);
  run(path, 'npm', 'install', ...versionOf(...Object.keys(manifest.peerDependenciesMeta)));
  for (const [entry, { prints }] of Object.entries(uses)) {
    expectText(run(path, process.execPath, fileOf(entry)), prints);
  }
};

const fileOf = (entry: string): string => `use${entry.replaceAll(/[./]+/g, '-')}.js`;

/** Fails unless the complaint names a package to install. */
const assertNames = (complaint: string, needs: readonly string[], entry: string): void => {
  const said = /Cannot find package '([^']+)' imported from .*rxswarm/.exec(complaint)?.[1] ?? '';
  if (!needs.includes(said)) throw new Error(`rxswarm${entry.slice(1)} must name one of ${needs.join()}: ${complaint}`);
};

/** Fails if an entry for pages brings more than itself, rxjs and the parser of events, or needs Node. */
const checkInPage = async (path: string, entry: string): Promise<void> => {
  const { metafile, outputFiles } = await build({
    stdin: { contents: `import * as entry from '${entry}'; globalThis.loaded = Object.keys(entry);`, resolveDir: path },
    ...{ absWorkingDir: path, bundle: true, write: false, metafile: true, format: 'iife', platform: 'browser' },
  });
  const packages = Object.keys(metafile.inputs).map((input) => /node_modules\/([^/]+)/.exec(input)?.[1] ?? input);
  const known = new Set(['rxswarm', 'rxjs', 'tslib', 'eventsource-parser', '<stdin>']);
  const strangers = packages.filter((name) => !known.has(name));
  if (strangers.length > 0) throw new Error(`${entry} brings ${strangers.join()} into a page.`);
  // Pages get the modules instead of the bundle for Node, so that bundlers leave out unused code.
  if (Object.keys(metafile.inputs).some((input) => input.includes('dist/node/')))
    throw new Error(`${entry} is Node's.`);
  const page = createContext({});
  runInContext(outputFiles[0]?.text ?? '', page, { filename: join(path, 'page.js') });
  if (!Array.isArray(page['loaded'])) throw new Error(`${entry} does not load in a page.`);
};
