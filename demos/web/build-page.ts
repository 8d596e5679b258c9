import { fileURLToPath } from 'node:url';
import { build, type Rolldown } from 'vite';

/** A file of the page, ready to be served. */
export interface PageFile {
  readonly type: string;
  readonly body: string | Uint8Array;
}

/** Builds the page with Vite in less than a second. Returns its files by path, kept in memory. */
export const buildPage = async (): Promise<ReadonlyMap<string, PageFile>> => {
  const output = await build({
    root: pathOf('page/'),
    configFile: false,
    logLevel: 'error',
    resolve: { alias: [{ find: /^rxswarm\/(.*)$/, replacement: pathOf('../../lib/$1/index.ts') }] },
    build: {
      write: false,
      // Inlines nothing, because the content security policy allows separate files only.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      // Models call the functions of the page by their names.
      rolldownOptions: { output: { keepNames: true } },
    },
  });
  const files = [output].flat().flatMap((each) => ('output' in each ? each.output : []));
  return new Map(files.map((file) => [pathIn(file.fileName), { type: typeOf(file.fileName), body: bodyOf(file) }]));
};

const pathOf = (relative: string): string => fileURLToPath(new URL('.', import.meta.url)) + relative;

const pathIn = (name: string): string => (name === 'index.html' ? '/' : `/${name}`);

const bodyOf = (file: Rolldown.OutputChunk | Rolldown.OutputAsset): string | Uint8Array =>
  file.type === 'chunk' ? file.code : file.source;

const TYPES: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  svg: 'image/svg+xml',
};

const typeOf = (name: string): string => TYPES[name.slice(name.lastIndexOf('.') + 1)] ?? 'application/octet-stream';
