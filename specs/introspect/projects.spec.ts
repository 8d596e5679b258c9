import { mkdirSync, mkdtempSync, readdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Io } from '../../scripts/introspect/io.ts';
import { main } from '../../scripts/introspect/main.ts';

const home = process.cwd();
afterEach(() => process.chdir(home));

// Reading types takes long when many specs share the machine.
jest.setTimeout(60_000);

/** Content of a package that stands for an installed TypeScript. */
const typescript = (version: string): string => JSON.stringify({ name: 'typescript', version });

/** Makes a project of files, and enters it. A path of `node_modules` is linked when its content begins with `link:`. */
const project = (files: Readonly<Record<string, string>>): string => {
  const folder = mkdtempSync(join(tmpdir(), 'rxswarm-project-'));
  for (const [path, content] of Object.entries(files)) write(folder, path, content);
  process.chdir(folder);
  return folder;
};

const write = (folder: string, path: string, content: string): void => {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  if (content.startsWith('link:')) symlinkSync(join(home, content.slice('link:'.length)), join(folder, path));
  else writeFileSync(join(folder, path), content);
};

interface Outcome {
  readonly status: number;
  readonly error: string;
  readonly entries: Readonly<Record<string, { readonly parameters: { readonly properties: object } }>>;
}

/** Runs the command with `--json`. */
const introspect = async (...files: readonly string[]): Promise<Outcome> => {
  const [out, error]: [string[], string[]] = [[], []];
  const io: Io = { out: (text) => out.push(text), error: (text) => error.push(text), progress: () => undefined };
  const status = await main(['introspect', ...files, '--json'], io);
  return { status, error: error.join('\n'), entries: JSON.parse(out[0] ?? '{}') as Outcome['entries'] };
};

const propertiesOf = ({ entries }: Outcome, key: string): object => entries[key]?.parameters.properties ?? {};

const NODE = { 'node_modules/@types/node': 'link:node_modules/@types/node' };
const UNDICI = { 'node_modules/undici-types': 'link:node_modules/undici-types' };
const STRICT = { strict: true, module: 'nodenext', target: 'es2022' };

describe('the program of a project', () => {
  it.each([
    ['5.9.3', 0],
    ['6.0.0', 1],
    ['7.0.0', 1],
  ])('has the packages of @types without `types`, before TypeScript 6 only (%s)', async (version, status) => {
    project({
      ...NODE,
      ...UNDICI,
      'node_modules/typescript/package.json': typescript(version),
      'tsconfig.json': JSON.stringify({ compilerOptions: STRICT }),
      'f.ts': '/** f */ export function f(data: Buffer) { return data.length; }\n',
    });
    const outcome = await introspect('f.ts');
    expect(outcome.status).toBe(status);
    expect(outcome.error).toBe(
      status === 0
        ? ''
        : 'f.ts:1:34 f: parameter "data" has a type that cannot be found: Buffer; install its package, or correct its import',
    );
  });

  it('has the declarations that the tsconfig includes and nothing imports', async () => {
    project({
      'tsconfig.json': JSON.stringify({ compilerOptions: STRICT, include: ['src'] }),
      'src/globals.d.ts':
        'declare interface Order { id: string }\ndeclare namespace App { interface Base { base: string } }\n',
      'src/augment.ts': 'export {};\ndeclare global { interface Order { extra: number } }\n',
      'src/f.ts':
        'interface Own extends App.Base { own: number }\n/** f */ export function f(o: Own, g: Order) { return [o, g]; }\n',
    });
    expect(propertiesOf(await introspect('src/f.ts'), 'src/f.ts#f')).toMatchObject({
      o: { properties: { base: {}, own: {} } },
      g: { properties: { id: {}, extra: {} } },
    });
  });

  it('has the declarations of packages that only other files import', async () => {
    const packageOf = (name: string, text: string): Readonly<Record<string, string>> => ({
      [`node_modules/${name}/package.json`]: JSON.stringify({ name, types: 'index.d.ts' }),
      [`node_modules/${name}/index.d.ts`]: text,
    });
    project({
      ...packageOf('shop', 'export interface Order { id: string }\n'),
      ...packageOf('shop-gifts', "export * from './order.js';\n"),
      'node_modules/shop-gifts/order.d.ts':
        "import type { Card } from 'cards';\ndeclare module 'shop' { interface Order { gift: boolean; card: Card } }\n",
      ...packageOf('cards', 'export interface Card { text: string }\n'),
      // The module to which this one adds is brought by the one above.
      ...packageOf('cards-lazy', "declare module 'cards' { interface Card { colour: string } }\nexport {};\n"),
      ...packageOf('never', "import 'shop';\ndeclare module 'shop' { interface Order { never: true } }\n"),
      'tsconfig.json': JSON.stringify({ compilerOptions: STRICT, include: ['src'] }),
      'src/gifts.ts': "import 'shop-gifts';\n/* import 'never'; */\n",
      'src/lazy.ts': "export const later = () => import(/* lazy */ 'cards-lazy');\n",
      'src/f.ts': "import type { Order } from 'shop';\n/** f */ export function f(order: Order) { return order; }\n",
    });
    expect(propertiesOf(await introspect('src/f.ts'), 'src/f.ts#f')).toMatchObject({
      order: {
        required: ['id', 'gift', 'card'],
        properties: { card: { required: ['text', 'colour'] } },
      },
    });
  });

  it('is that of the referenced tsconfig which includes the file', async () => {
    project({
      'tsconfig.json': JSON.stringify({ files: [], references: [{ path: './tsconfig.app.json' }] }),
      'tsconfig.app.json': JSON.stringify({
        compilerOptions: { ...STRICT, module: 'esnext', moduleResolution: 'bundler', paths: { '@/*': ['./src/*'] } },
        include: ['src'],
      }),
      'src/types.ts': 'export interface Order { id: string }\n',
      'src/f.ts': "import type { Order } from '@/types';\n/** f */ export function f(o: Order) { return o; }\n",
    });
    expect(propertiesOf(await introspect('src/f.ts'), 'src/f.ts#f')).toMatchObject({ o: { properties: { id: {} } } });
  });

  it('is found when tsconfigs refer to each other in a circle', async () => {
    project({
      'tsconfig.json': JSON.stringify({
        files: [],
        references: [{ path: './tsconfig.app.json' }],
        compilerOptions: { strict: true },
      }),
      'tsconfig.app.json': JSON.stringify({
        extends: './tsconfig.json',
        references: [{ path: './tsconfig.json' }],
        include: ['src'],
        compilerOptions: { composite: true },
      }),
      'src/f.ts': '/** f */ export function f(x: string) { return x; }\n',
    });
    expect((await introspect('src/f.ts')).status).toBe(0);
  });

  it('reads .mts, .cts, .tsx and JavaScript with JSDoc', async () => {
    project({
      'tsconfig.json': JSON.stringify({ compilerOptions: { ...STRICT, jsx: 'preserve' } }),
      'a.mts': '/** a */ export function a(x: string) { return x; }\n',
      'b.cts': '/** b */ export function b(x: string) { return x; }\n',
      'c.tsx': '/** c */ export function c(x: string) { return x; }\n',
      'd.js': '/**\n * d\n * @param {string} x\n */\nexport function d(x) { return x; }\n',
    });
    const outcome = await introspect('a.mts', 'b.cts', 'c.tsx', 'd.js');
    for (const key of ['a.mts#a', 'b.cts#b', 'c.tsx#c', 'd.js#d'])
      expect(propertiesOf(outcome, key)).toMatchObject({ x: { type: 'string' } });
  });
});

describe('a name that cannot be resolved', () => {
  const MISSING = "import type { Missing } from 'not-installed';\n";

  it.each([
    ['as the type', 'export function f(x: Missing) { return x; }', '2:22'],
    ['as a property', 'export function f(x: { y?: Missing }) { return x; }', '2:28'],
    ['as a base', 'interface A extends Missing { a: string }\nexport function f(x: A) { return x; }', '2:21'],
    [
      'as the base of a base',
      'interface B extends Missing {}\ninterface A extends B { a: string }\nexport function f(x: A) { return x; }',
      '2:21',
    ],
    ['as an operand of keyof', 'export function f(x: keyof Missing) { return x; }', '2:28'],
    [
      'as an operand of typeof',
      "import { value } from 'not-installed';\nexport function f(x: { y: typeof value }) { return x; }",
      '3:34',
    ],
    ['as a type argument', 'export function f(x: Partial<Missing>) { return x; }', '2:30'],
    ['as a member of a union', 'export function f(x: string | Missing) { return x; }', '2:31'],
    ['as a part of an intersection', 'export function f(x: { a: string } & Missing) { return x; }', '2:38'],
    ['as an index', "export function f(x: Missing['a']) { return x; }", '2:22'],
    ['as an imported type', "export function f(x: import('not-installed').A) { return x; }", '2:46'],
    ['as the base of a class', 'class A extends Missing { a = 1 }\nexport function f(x: A) { return x; }', '2:17'],
    ['as the constraint of a type parameter', 'export function f<T extends Missing>(x: T) { return x; }', '2:29'],
    ['in the annotation of a variable', 'export const f: (x: Missing) => void = (x) => void x;', '2:21'],
    ['in a rest parameter', 'export function f(...x: [a: Missing]) { return x; }', '2:29'],
    ['in a tagged type', '/** @schema */\nexport interface A { a?: Missing }', '3:26'],
  ])('refuses the export: %s', async (_, source, place) => {
    project({ 'tsconfig.json': JSON.stringify({ compilerOptions: STRICT }), 'f.ts': `${MISSING}${source}\n` });
    const { status, error } = await introspect('f.ts');
    expect(status).toBe(1);
    expect(error).toContain(`f.ts:${place} `);
    expect(error).toMatch(/has a type that cannot be found: /);
  });

  it.each([
    ['the signature of a method', 'export function f(x: { a: string; b?(y: Missing): void }) { return x; }'],
    ['the body of a function', 'export function f(x: string) { const y: Missing = x; return y; }'],
    ['the return type', 'export function f(x: string): Missing { return x; }'],
    [
      'an interface that a class promises',
      'class A implements Missing { a = 1 }\n/** f */ export function f(x: A) { return x; }',
    ],
    [
      'the context variables',
      'export function f(x: string, contextVariables: Missing) { return [x, contextVariables]; }',
    ],
  ])('is no fault in %s', async (_, source) => {
    project({
      'tsconfig.json': JSON.stringify({ compilerOptions: STRICT }),
      'f.ts': `${MISSING}/** f */\n${source}\n`,
    });
    expect(await introspect('f.ts')).toMatchObject({ status: 0, error: '' });
  });
});

describe('the cache', () => {
  const ORDER = 'export interface Order { id: string }\n';
  const SOURCE =
    "import type { Order } from './types.js';\n/** p */ export function pay(order: Order) { return order; }\n";

  it.each<[string, Readonly<Record<string, string>>, Readonly<Record<string, string>>]>([
    ['an imported file', { 'f.ts': SOURCE }, { 'types.ts': ORDER }],
    [
      'an installed package',
      { 'f.ts': SOURCE.replace('./types.js', 'orders') },
      { 'node_modules/orders/package.json': '{"types":"index.d.ts"}', 'node_modules/orders/index.d.ts': ORDER },
    ],
    [
      'a tsconfig with a path',
      { 'src/f.ts': SOURCE.replace('./types.js', '@/types'), 'src/lib/types.ts': ORDER },
      { 'tsconfig.json': JSON.stringify({ compilerOptions: { paths: { '@/*': ['./src/lib/*'] } } }) },
    ],
    [
      'a global declaration',
      { 'src/f.ts': SOURCE.replace(/^.*\n/, ''), 'tsconfig.json': '{"include":["src"]}' },
      { 'src/globals.d.ts': ORDER.replace('export', 'declare') },
    ],
  ])('is forgotten when there is %s now', async (_, before, added) => {
    const folder = project({ 'node_modules/.keep': '', ...before });
    const file = Object.keys(before).find((path) => path.endsWith('f.ts')) ?? '';
    expect((await introspect(file)).status).toBe(1);
    for (const [path, content] of Object.entries(added)) write(folder, path, content);
    expect(await introspect(file)).toMatchObject({ status: 0, error: '' });
  });

  it.each([
    ['adds to a type', 'export {};\ndeclare global { interface Order { added: string } }\n'],
    ['imports a package that adds to a type', "import 'orders-more';\n"],
  ])('is forgotten when another file of the project %s now, and only then', async (_, content) => {
    const folder = project({
      'node_modules/orders-more/package.json': '{"types":"index.d.ts"}',
      'node_modules/orders-more/index.d.ts': 'export {};\ndeclare global { interface Order { added: string } }\n',
      'tsconfig.json': JSON.stringify({ compilerOptions: STRICT, include: ['src'] }),
      'src/globals.d.ts': ORDER.replace('export', 'declare'),
      'src/other.ts': 'export const other = 1;\n',
      'src/f.ts': SOURCE.replace(/^.*\n/, ''),
    });
    const required = async (): Promise<unknown> => propertiesOf(await introspect('src/f.ts'), 'src/f.ts#pay');
    const kept = (): readonly string[] => readdirSync(join(folder, 'node_modules/.cache/rxswarm'));
    expect(await required()).toMatchObject({ order: { required: ['id'] } });
    const [entry = ''] = kept();
    const { mtimeMs } = statSync(join(folder, 'node_modules/.cache/rxswarm', entry));
    write(folder, 'src/other.ts', 'export const other = 2;\n');
    expect(await required()).toMatchObject({ order: { required: ['id'] } });
    expect(statSync(join(folder, 'node_modules/.cache/rxswarm', entry)).mtimeMs).toBe(mtimeMs);
    write(folder, 'src/other.ts', content);
    expect(await required()).toMatchObject({ order: { required: ['id', 'added'] } });
  });

  it('is forgotten when a nearer module appears', async () => {
    const folder = project({ 'node_modules/.keep': '', 'f.ts': SOURCE, 'types.d.ts': ORDER });
    expect(propertiesOf(await introspect('f.ts'), 'f.ts#pay')).toMatchObject({ order: { required: ['id'] } });
    write(folder, 'types.ts', ORDER.replace('id', 'number'));
    expect(propertiesOf(await introspect('f.ts'), 'f.ts#pay')).toMatchObject({ order: { required: ['number'] } });
  });
});
