import { buildSync } from 'esbuild';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { main } from '../../scripts/introspect/main.ts';

// Each cell of the matrix introspects, compiles and loads a project.
jest.setTimeout(240_000);

const home = process.cwd();
const COMPILERS = join(home, 'specs/introspect/compilers/node_modules');
if (!existsSync(COMPILERS))
  throw new Error(
    'specs/introspect/compilers has packages of its own, and they are not installed: run `npm run test:introspect`.',
  );

afterEach(() => process.chdir(home));

type Files = Readonly<Record<string, string>>;

/** Sources of every kind: names that clash, reserved and quoted exports, classes, types, overloads. */
const SOURCES: Files = {
  'names.ts': `import data from './data.json' with { type: 'json' };
/** Deletes. */
function remove(id: string): string { return id + data.text; }
export { remove as delete, remove as 'a-b', remove as a_b_, remove as exports, remove as instance };
/** Lists. */
export function functions(id: string): string[] { return [id]; }
/** Binds. */
export function withSchema(id: string): string { return id; }
/** Goes. */
export default function go(where: string): string { return where; }
`,
  'data.json': '{ "text": "" }',
  'types.ts': `/** @schema A person. */
export interface Person { name: string }
/** Has the name of the type that annotates outputs. @schema */
export interface Output { text: string }
`,
  'classes.ts': `interface Inner { a: string }
export class Shop {
  /** Buys. */
  buy(what: Inner): string { return what.a; }
  /** Shows. */
  show(value: string): string;
  show(value: number): string;
  show(value: unknown): string { return String(value); }
  /** Finds. */
  static find = (id: string): string => id;
}
export class Shelf<T extends { id: string }> {
  /** Puts. */
  put<U extends T>(item: U): U { return item; }
}
export abstract class Base { /** Saves. */ save(id: string): string { return id; } }
export const tools: { nested: { deep: (text: string) => string } } = { nested: { /** Deep. */ deep: (text) => text } };
/** Maps. */
export function lookUp(keys: Map<string, Date>, since?: URL): number { return keys.size + (since ? 1 : 0); }
`,
};

/** Sources that declarations cannot describe without help. */
const EXPRESSIONS: Files = {
  'kiosk.ts': 'export const Kiosk = class { /** Sells. */ sell(what: string) { return what; } };\n',
  'spaces.ts': 'export namespace desk { export class Clerk { /** Asks. */ ask(text: string) { return text; } } }\n',
};

/** A source that is one value. */
const ASSIGNED: Files = {
  'assigned.cts':
    'const api = { /** Goes. */ go(where: string): string { return where; }, Shop: class { /** Buys. */ buy(id: string): string { return id; } } };\nexport = api;\n',
  'single.cts': '/** Goes. */\nfunction go(where: string): string { return where; }\nexport = go;\n',
};

/** A JavaScript source that Node loads as CommonJS. */
const JAVASCRIPT: Files = {
  'plain.cjs':
    '/** @param {string} id */\nfunction one(id) { return id; }\nmodule.exports = { one, two: (id = 1) => id };\n',
};

interface Configuration {
  readonly options: Readonly<Record<string, unknown>>;
  readonly sources: Files;
  readonly type?: 'module' | 'commonjs';
  readonly compilers?: readonly number[];
  /** Whether the output is meant for a bundler, which then loads it. */
  readonly isBundled?: boolean;
}

const NODE = { module: 'nodenext', resolveJsonModule: true };
/** Options of a configuration with JSON imports that CommonJS takes. */
const withoutJson: Files = { ...SOURCES, 'names.ts': SOURCES['names.ts']?.replace(/ with \{[^}]*\}/, '') ?? '' };
const OLD = { module: 'commonjs', moduleResolution: 'node10', resolveJsonModule: true, esModuleInterop: true };

const CONFIGURATIONS: Readonly<Record<string, Configuration>> = {
  'NodeNext with declarations': { options: { ...NODE, declaration: true }, sources: { ...SOURCES, ...ASSIGNED } },
  'isolated declarations': { options: { ...NODE, declaration: true, isolatedDeclarations: true }, sources: SOURCES },
  'verbatim modules': {
    options: { ...NODE, verbatimModuleSyntax: true, isolatedModules: true },
    sources: { ...SOURCES, ...EXPRESSIONS, ...ASSIGNED },
  },
  Node18: { options: { ...NODE, module: 'node18' }, sources: { ...SOURCES, ...EXPRESSIONS } },
  'imports with .ts': {
    options: { ...NODE, allowImportingTsExtensions: true, rewriteRelativeImportExtensions: true },
    sources: { ...SOURCES, ...EXPRESSIONS },
  },
  JavaScript: { options: { ...NODE, allowJs: true, checkJs: true }, sources: JAVASCRIPT },
  'a bundler': {
    options: { module: 'esnext', moduleResolution: 'bundler', resolveJsonModule: true },
    sources: { ...SOURCES, ...EXPRESSIONS },
    isBundled: true,
  },
  'a bundler of TypeScript': {
    options: { module: 'preserve', verbatimModuleSyntax: true, resolveJsonModule: true },
    sources: { ...SOURCES, ...EXPRESSIONS },
    isBundled: true,
  },
  'CommonJS by Node': {
    options: NODE,
    sources: { ...withoutJson, ...EXPRESSIONS, ...ASSIGNED },
    type: 'commonjs',
  },
  CommonJS: {
    options: { ...OLD, ignoreDeprecations: '6.0' },
    sources: { ...withoutJson, ...EXPRESSIONS, ...ASSIGNED },
    type: 'commonjs',
    compilers: [6],
  },
  'CommonJS of TypeScript 5': {
    options: OLD,
    sources: { ...withoutJson, ...EXPRESSIONS, ...ASSIGNED },
    type: 'commonjs',
    compilers: [5],
  },
};

/** The declarations of rxswarm that written modules use. */
const DECLARATIONS: Files = {
  'index.d.ts':
    'export interface Output<T = unknown> { readonly name: string; readonly check: (value: unknown) => { value: T } }\n',
  'schema/index.d.ts': `import type { Output } from 'rxswarm';
export declare const withSchema: <F extends (...args: never) => unknown>(fn: F, schema: object) => F;
export declare const outputSchema: <T>(schema: object, options?: object) => Output<T>;
`,
  'package.json': JSON.stringify({
    ...{ name: 'rxswarm', main: './index.js', types: './index.d.ts' },
    exports: {
      '.': { types: './index.d.ts', default: './index.js' },
      './schema': { types: './schema/index.d.ts', default: './schema/index.js' },
    },
  }),
  'index.js': 'exports.Agent = class {};\n',
};

/** The code of `rxswarm/schema`, with all that it checks. */
const built = buildSync({
  entryPoints: [join(home, 'lib/schema/index.ts')],
  ...{ bundle: true, write: false, platform: 'node', format: 'cjs' },
}).outputFiles[0]?.text;

const write = (folder: string, files: Files): void => {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
};

/** Makes the project of a configuration, with the compiler as its own `typescript`. */
const projectOf = ({ options, sources, type = 'module' }: Configuration, compiler: number): string => {
  const folder = mkdtempSync(join(tmpdir(), 'rxswarm-compilers-'));
  const compilerOptions = {
    strict: true,
    target: 'es2022',
    types: [],
    skipLibCheck: true,
    outDir: 'out',
    rootDir: '.',
    ...options,
  };
  write(folder, {
    ...sources,
    'package.json': JSON.stringify({ type }),
    'tsconfig.json': JSON.stringify({ compilerOptions }),
  });
  write(join(folder, 'node_modules/rxswarm'), { ...DECLARATIONS, 'schema/index.js': built ?? '' });
  symlinkSync(join(COMPILERS, `typescript-${String(compiler)}`), join(folder, 'node_modules/typescript'));
  return folder;
};

const introspected = async (folder: string, sources: Files): Promise<readonly string[]> => {
  process.chdir(folder);
  const errors: string[] = [];
  const io = { out: () => undefined, error: (text: string) => errors.push(text), progress: () => undefined };
  const files = Object.keys(sources).filter((file) => !file.endsWith('.json'));
  await main(['introspect', ...files], { ...io, error: (text) => void errors.push(text) });
  expect(errors.filter((line) => !/^wrote |has no description| warning: /.test(line))).toEqual([]);
  return readdirSync(folder).filter((file) => file.includes('.schemas.'));
};

const node = (folder: string, ...input: readonly string[]): string => {
  const { stdout, stderr } = spawnSync(process.execPath, input, { cwd: folder, encoding: 'utf8' });
  return `${stdout}${stderr}`.trim();
};

/** Loads a written module as users do, and prints the names of its exports. */
const load = (folder: string, file: string): string =>
  node(
    folder,
    '--no-warnings',
    '--input-type=module',
    '--eval',
    `import(${JSON.stringify(join(folder, 'out', file))}).then((m) => console.log(Object.keys(m.default ?? {}).length + Object.keys(m).length > 0 ? 'loaded' : 'empty'));`,
  );

const cells = Object.entries(CONFIGURATIONS).flatMap(([name, configuration]) =>
  (configuration.compilers ?? [5, 6, 7]).map((compiler) => ({ name, compiler, configuration })),
);

it.each(cells)('written modules compile and load: $name, TypeScript $compiler', async ({ configuration, compiler }) => {
  const folder = projectOf(configuration, compiler);
  const written = await introspected(folder, configuration.sources);
  expect(written.length).toBe(Object.keys(configuration.sources).filter((file) => !file.endsWith('.json')).length);
  expect(node(folder, 'node_modules/typescript/bin/tsc', '-p', '.')).toBe('');
  for (const file of written) {
    const script = file.replace(/ts$/, 'js');
    if (configuration.isBundled)
      buildSync({
        entryPoints: [join(folder, 'out', script)],
        outfile: join(folder, 'out/bundle', script),
        ...{ bundle: true, format: 'esm', platform: 'node' },
      });
    expect([file, load(folder, configuration.isBundled ? `bundle/${script}` : script)]).toEqual([file, 'loaded']);
  }
});

it('reads the versions that the matrix names', () => {
  const versionOf = (major: number): string =>
    (
      JSON.parse(readFileSync(join(COMPILERS, `typescript-${String(major)}`, 'package.json'), 'utf8')) as {
        readonly version: string;
      }
    ).version;
  expect([5, 6, 7].map((major) => versionOf(major).split('.')[0])).toEqual(['5', '6', '7']);
});
