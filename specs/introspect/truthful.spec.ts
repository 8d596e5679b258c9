import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Io } from '../../scripts/introspect/io.ts';
import { main } from '../../scripts/introspect/main.ts';
import { optionsOf } from '../../scripts/introspect/options.ts';
import { watch } from '../../scripts/introspect/watch.ts';

const home = process.cwd();
afterEach(() => process.chdir(home));

// Reading types takes long when many specs share the machine.
jest.setTimeout(60_000);

/** Makes a project of files, and enters it. */
const project = (files: Readonly<Record<string, string>>): string => {
  const folder = mkdtempSync(join(tmpdir(), 'rxswarm-truthful-'));
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  process.chdir(folder);
  return folder;
};

const rxswarm = async (...argv: readonly string[]): Promise<{ status: number; out: string; error: string }> => {
  const [out, error]: [string[], string[]] = [[], []];
  const io: Io = { out: (text) => out.push(text), error: (text) => error.push(text), progress: () => undefined };
  const status = await main(argv, io);
  return { status, out: out.join('\n'), error: error.join('\n') };
};

const FIND = '/** Finds. */\nexport function find(id: string): string { return id; }\n';

describe('a source that does not parse', () => {
  it.each([
    [
      'a syntax error',
      'export function a(id: string, options: { limit: number, ) { return id; }\n',
      /^f\.ts:1:57 f\.ts: cannot be read: /,
    ],
    [
      'conflict markers',
      `<<<<<<< ours\n${FIND}=======\n${FIND}>>>>>>> theirs\n`,
      /^f\.ts:1:1 f\.ts: cannot be read: Merge conflict/,
    ],
  ])('is an error with its place, and leaves the written module alone: %s', async (_, source, message) => {
    project({ 'f.ts': source, 'f.schemas.ts': '// mine\n' });
    const { status, error } = await rxswarm('introspect', 'f.ts');
    expect(status).toBe(1);
    expect(error).toMatch(message);
    expect(readFileSync('f.schemas.ts', 'utf8')).toBe('// mine\n');
  });

  it('is an error of the files that import it', async () => {
    project({
      'types.ts': 'export interface Order { id: string; } }\n',
      'f.ts': "import type { Order } from './types.ts';\n/** f */ export function f(order: Order) { return order; }\n",
    });
    const { status, error } = await rxswarm('introspect', 'f.ts');
    expect(status).toBe(1);
    expect(error).toMatch(/^types\.ts:1:40 types\.ts: cannot be read: /);
    expect(existsSync('f.schemas.ts')).toBe(false);
  });
});

describe('two sources for one module', () => {
  it.each([
    ['in a folder of --out', ['users/functions.ts', 'orders/functions.ts'], ['--out', 'gen/']],
    ['by their endings', ['f.ts', 'f.tsx'], []],
  ])('are a usage error that names both: %s', async (_, [first = '', second = ''], flags) => {
    project({ [first]: FIND, [second]: FIND });
    const { status, error } = await rxswarm('introspect', first, second, ...flags);
    expect(status).toBe(2);
    expect(error).toContain(first);
    expect(error).toContain(second);
  });
});

describe('a module whose source is gone', () => {
  it('is named, and fails --check', async () => {
    project({ 'a.ts': FIND, 'c.ts': FIND });
    expect((await rxswarm('introspect', '*.ts')).status).toBe(0);
    renameSync('a.ts', 'b.ts');
    const { status, error } = await rxswarm('introspect', '*.ts');
    expect([status, error]).toEqual([0, expect.stringContaining('a.schemas.ts has no source any more; delete it')]);
    expect((await rxswarm('introspect', '*.ts', '--check')).status).toBe(1);
    rmSync('a.schemas.ts');
    expect(await rxswarm('introspect', '*.ts', '--check')).toEqual({ status: 0, out: '', error: '' });
  });

  it('is found in the folder of --out', async () => {
    project({ 'a.ts': FIND, 'c.ts': FIND });
    await rxswarm('introspect', 'a.ts', 'c.ts', '--out', 'gen/');
    rmSync('a.ts');
    const { status, error } = await rxswarm('introspect', 'c.ts', '--out', 'gen/', '--check');
    expect([status, error]).toEqual([1, 'gen/a.schemas.ts has no source any more; delete it']);
  });
});

describe('options without effect', () => {
  it.each([
    [['f.ts', '--graph', 'json', '--lock', 'l.json'], '--graph only draws: leave --lock out'],
    [['f.ts', '--graph', 'json', '--json'], '--graph only draws: leave --json out'],
    [['f.ts', '--graph', 'json', '--strict', 'always'], '--graph only draws: leave --strict out'],
    [['f.ts', '--watch', '--lock', 'l.json'], '--watch does not write a lock'],
  ])('are a usage error: %j', async (argv, message) => {
    project({ 'f.ts': FIND });
    const { status, error } = await rxswarm('introspect', ...argv);
    expect(status).toBe(2);
    expect(error).toContain(message);
  });

  it.each([[['--version']], [['introspect', '--version']]])('%j prints the version', async (argv) => {
    const { version } = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8')) as { readonly version: string };
    expect(await rxswarm(...argv)).toEqual({ status: 0, out: version, error: '' });
  });
});

describe('agents whose functions come from a module yet to be written', () => {
  it('are read at the first run and at the next, through a namespace import', async () => {
    project({
      'node_modules/.keep': '',
      'f.ts': `${FIND}/** Loses. */\nexport function lose(id: string): string { return id; }\nexport { agent } from './agents.ts';\n`,
      'agents.ts':
        "import * as f from './f.schemas.ts';\ndeclare class Agent { constructor(options: object); }\nexport const agent = new Agent({ name: 'A', functions: [f.find, f.lose] });\n",
    });
    expect(await rxswarm('introspect', 'f.ts')).toMatchObject({ status: 0, error: 'wrote f.schemas.ts' });
    expect(await rxswarm('introspect', 'f.ts')).toEqual({ status: 0, out: '', error: '' });
  });
});

describe('--watch', () => {
  it('reads again when a tsconfig changes, and when a folder with a file appears', async () => {
    const config = (strict: boolean, paths: object): string =>
      JSON.stringify({ compilerOptions: { strict, module: 'esnext', moduleResolution: 'bundler', types: [], paths } });
    const folder = project({
      'tsconfig.json': config(true, {}),
      'shop/order.ts': 'export interface Order { id: string }\n',
      'src/f.ts': "import type { Order } from '@/order';\n/** f */ export function f(order: Order) { return order; }\n",
    });
    const lines: string[] = [];
    let heard: () => void = () => undefined;
    const error = (text: string): void => {
      lines.push(text);
      heard();
    };
    const until = async (text: string): Promise<void> => {
      while (!lines.some((line) => line.includes(text))) await new Promise<void>((resolve) => (heard = resolve));
    };
    const controller = new AbortController();
    const io: Io = { out: () => undefined, progress: () => undefined, error };
    const done = watch(optionsOf(['src/**/*.ts', '--watch']), io, controller.signal);
    await until('watching');
    expect(lines.join()).toContain('cannot be found: Order');
    lines.length = 0;
    writeFileSync(join(folder, 'tsconfig.json'), config(true, { '@/*': ['./shop/*'] }));
    await until('wrote src/f.schemas.ts');
    mkdirSync(join(folder, 'src/new'));
    writeFileSync(join(folder, 'src/new/g.ts'), FIND);
    await until('wrote src/new/g.schemas.ts');
    controller.abort();
    expect(await done).toBe(0);
  });

  it('lives through a file that goes and comes back', async () => {
    const folder = project({ 'f.ts': FIND });
    const lines: string[] = [];
    let heard: () => void = () => undefined;
    const io: Io = {
      out: () => undefined,
      progress: () => undefined,
      error: (text) => {
        lines.push(text);
        heard();
      },
    };
    const until = async (text: string): Promise<void> => {
      while (!lines.some((line) => line.includes(text))) await new Promise<void>((resolve) => (heard = resolve));
    };
    const controller = new AbortController();
    const done = watch(optionsOf(['f.ts', '--watch']), io, controller.signal);
    await until('watching 1 folder');
    rmSync(join(folder, 'f.ts'));
    await until('no such file: f.ts; waiting for it');
    writeFileSync(join(folder, 'f.ts'), FIND.replace('find', 'search'));
    lines.length = 0;
    await until('wrote f.schemas.ts');
    controller.abort();
    expect(await done).toBe(0);
    expect(readFileSync(join(folder, 'f.schemas.ts'), 'utf8')).toContain("name: 'search'");
  });
});

describe('a tag that says nothing usable', () => {
  it.each([
    ['@minLength x many', 'parameter "x": @minLength says "many", which is not a number'],
    ['@pattern x /^a$/i', 'parameter "x": @pattern says "/^a$/i", which JSON Schema does not take as a pattern'],
  ])('is warned about: %s', async (tag, message) => {
    project({ 'f.ts': `/**\n * Finds.\n * ${tag}\n */\nexport function find(x: string): string { return x; }\n` });
    const { status, error } = await rxswarm('introspect', 'f.ts');
    expect([status, error]).toEqual([0, `f.ts:5:22 warning: find: ${message}\nwrote f.schemas.ts`]);
  });

  it('is warned about at a property', async () => {
    project({
      'f.ts':
        '/** Finds. */\nexport function find(o: { /** @minimum few */ a: number }): string { return String(o); }\n',
    });
    expect((await rxswarm('introspect', 'f.ts')).error).toContain(
      'warning: find: parameter "o.a": @minimum says "few", which is not a number',
    );
  });
});
