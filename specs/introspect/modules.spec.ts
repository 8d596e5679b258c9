import { mkdirSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ts from 'typescript';
import { main } from '../../scripts/introspect/main.ts';

const home = process.cwd();
afterEach(() => process.chdir(home));

// Compiling takes long when many specs share the machine.
jest.setTimeout(120_000);

const SOURCES = {
  'names.ts': `
/** Deletes. */
function remove(id: string): string { return id; }
export { remove as delete, remove as 'a-b' };
/** Lists. */
export function functions(id: string): string[] { return [id]; }
/** Binds. */
export function withSchema(id: string): string { return id; }
/** Goes. */
export default function go(where: string): string { return where; }
`,
  'types.ts': `
/** @schema A person. */
export interface Person { name: string }
/** Has the name of the type that annotates outputs. @schema */
export interface Output { text: string }
`,
  'classes.ts': `
interface Inner { a: string }
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
`,
};

/** A class expression has no type that declarations could name. */
const EXPRESSIONS = {
  'kiosk.ts': 'export const Kiosk = class { /** Sells. */ sell(what: string) { return what; } };\n',
};

const NODE = { module: 'nodenext', target: 'es2022' };

/** Returns the errors of the compiler in the written modules. */
const compiled = async (
  sources: Readonly<Record<string, string>>,
  options: Readonly<Record<string, unknown>>,
  packageType: 'module' | 'commonjs',
): Promise<readonly string[]> => {
  const folder = mkdtempSync(join(tmpdir(), 'rxswarm-modules-'));
  for (const [path, content] of Object.entries(sources)) writeFileSync(join(folder, path), content);
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ type: packageType }));
  writeFileSync(
    join(folder, 'tsconfig.json'),
    JSON.stringify({ compilerOptions: { strict: true, types: [], ...options } }),
  );
  for (const name of ['rxswarm', 'rxswarm/schema']) {
    mkdirSync(join(folder, 'node_modules', name), { recursive: true });
    writeFileSync(join(folder, 'node_modules', name, 'index.d.ts'), PACKAGE[name] ?? '');
  }
  writeFileSync(join(folder, 'node_modules/rxswarm/package.json'), JSON.stringify({ exports: EXPORTS }));
  process.chdir(folder);
  const ignore = (): void => undefined;
  const status = await main(['introspect', ...Object.keys(sources)], { out: ignore, error: ignore, progress: ignore });
  expect(status).toBe(0);
  const written = readdirSync(folder).filter((file) => file.includes('.schemas.'));
  const { options: parsed } = ts.parseJsonConfigFileContent(
    { compilerOptions: { strict: true, types: [], ...options } },
    ts.sys,
    folder,
  );
  const program = ts.createProgram(
    written.map((file) => join(folder, file)),
    { ...parsed, outDir: join(folder, 'out') },
  );
  const problems = [
    ...ts.getPreEmitDiagnostics(program),
    ...(parsed.declaration ? program.getDeclarationDiagnostics() : []),
  ];
  return problems
    .filter(({ file }) => file?.fileName.includes('.schemas.'))
    .map(({ file, messageText }) => `${file?.fileName ?? ''}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`);
};

const EXPORTS = { '.': { types: './index.d.ts' }, './schema': { types: './schema/index.d.ts' } };

/** The declarations of rxswarm that written modules use. */
const PACKAGE: Readonly<Record<string, string>> = {
  rxswarm:
    'export interface Output<T = unknown> { readonly name: string; readonly check: (value: unknown) => { value: T } }\n',
  'rxswarm/schema': `import type { Output } from 'rxswarm';
export declare const withSchema: <F extends (...args: never) => unknown>(fn: F, schema: object) => F;
export declare const outputSchema: <T>(schema: object, options?: object) => Output<T>;
`,
};

it.each<[string, Readonly<Record<string, string>>, Readonly<Record<string, unknown>>, 'module' | 'commonjs']>([
  ['NodeNext with declarations', { ...SOURCES }, { ...NODE, declaration: true }, 'module'],
  ['isolated declarations', SOURCES, { ...NODE, declaration: true, isolatedDeclarations: true }, 'module'],
  [
    'verbatim modules',
    { ...SOURCES, ...EXPRESSIONS },
    { ...NODE, verbatimModuleSyntax: true, isolatedModules: true },
    'module',
  ],
  [
    'imports with .ts',
    { ...SOURCES, ...EXPRESSIONS },
    { ...NODE, allowImportingTsExtensions: true, noEmit: true },
    'module',
  ],
  [
    'a bundler',
    { ...SOURCES, ...EXPRESSIONS },
    { module: 'esnext', moduleResolution: 'bundler', target: 'es2022' },
    'module',
  ],
  ['CommonJS by Node', { ...SOURCES, ...EXPRESSIONS }, NODE, 'commonjs'],
  [
    'CommonJS',
    { ...SOURCES, ...EXPRESSIONS },
    { module: 'commonjs', moduleResolution: 'node10', ignoreDeprecations: '6.0', target: 'es2022' },
    'commonjs',
  ],
])('written modules compile under %s', async (_, sources, options, packageType) => {
  expect(await compiled(sources, options, packageType)).toEqual([]);
});

it.each([
  ['a JSON file comes first', "import data from './data.json' with { type: 'json' };\n", NODE, './f.js'],
  ['the first import has no ending, which NodeNext needs', "import './other';\n", NODE, './f.js'],
  [
    'imports have no ending',
    "import { a } from './other';\n",
    { module: 'esnext', moduleResolution: 'bundler' },
    './f',
  ],
  [
    'imports end in .js',
    "import { a } from './other.js';\n",
    { module: 'esnext', moduleResolution: 'bundler' },
    './f.js',
  ],
  ['endings in .ts are allowed', '', { ...NODE, allowImportingTsExtensions: true, noEmit: true }, './f.ts'],
  [
    'imports end in .js although .ts is allowed',
    "import { a } from './b.js';\n",
    { ...NODE, allowImportingTsExtensions: true, noEmit: true },
    './f.js',
  ],
])(
  'a written module names its source as its project resolves it: %s',
  async (_, imports, compilerOptions, specifier) => {
    const folder = mkdtempSync(join(tmpdir(), 'rxswarm-ending-'));
    writeFileSync(
      join(folder, 'tsconfig.json'),
      JSON.stringify({ compilerOptions: { types: [], ...compilerOptions } }),
    );
    writeFileSync(join(folder, 'f.ts'), `${imports}/** f */ export function f(x: string) { return x; }\n`);
    process.chdir(folder);
    const ignore = (): void => undefined;
    await main(['introspect', 'f.ts'], { out: ignore, error: ignore, progress: ignore });
    expect(ts.sys.readFile(join(folder, 'f.schemas.ts'))).toContain(`from '${specifier}';`);
  },
);
