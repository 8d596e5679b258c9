import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

const lib = resolve(__dirname, '../lib');

interface Import {
  /** A package, or a file relative to lib. */
  readonly to: string;
  readonly typeOnly: boolean;
  /** Loaded when it is needed, by `import()`. */
  readonly lazy: boolean;
}

interface Source {
  readonly path: string;
  /** Without comments. */
  readonly text: string;
  readonly lines: number;
  readonly imports: readonly Import[];
}

const IMPORT = /\b(?:import|export)\s+(type\s)?(?:[^'";]*?\sfrom\s+)?'([^']+)'|\bimport\(\s*'([^']+)'/g;

const read = (file: string): Source => {
  const whole = readFileSync(file, 'utf8');
  const text = whole.replace(/\/\*[^]*?\*\/|^\s*\/\/.*$/gm, '');
  const imports = [...text.matchAll(IMPORT)].map(([, type, from, dynamic]) => {
    const to = from ?? dynamic ?? '';
    return {
      to: to.startsWith('.') ? relative(lib, resolve(dirname(file), to)) : to,
      typeOnly: type !== undefined,
      lazy: dynamic !== undefined,
    };
  });
  return { path: relative(lib, file), text, lines: whole.split('\n').length - 1, imports };
};

const sources = new Map(
  readdirSync(lib, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .map((path) => read(join(lib, path)))
    .map((source) => [source.path, source]),
);
const paths = [...sources.keys()];

const importsOf = (path: string): readonly Import[] => sources.get(path)?.imports ?? [];
const isFile = ({ to }: Import): boolean => sources.has(to);
const files = (path: string, withTypes: boolean): readonly string[] =>
  importsOf(path).flatMap((found) => (isFile(found) && (withTypes || !found.typeOnly) ? [found.to] : []));
const packages = (path: string): readonly string[] =>
  importsOf(path).flatMap((found) => (isFile(found) || found.lazy ? [] : [found.to]));

/** Everything that a file needs, itself included. */
const reachable = (path: string, withTypes = true, seen = new Set<string>()): ReadonlySet<string> => {
  if (seen.has(path)) return seen;
  seen.add(path);
  for (const next of files(path, withTypes)) reachable(next, withTypes, seen);
  return seen;
};
const those = (matches: (path: string) => boolean): readonly string[] => paths.filter(matches);
const saying = (pattern: RegExp): readonly string[] => those((path) => pattern.test(sources.get(path)?.text ?? ''));

/** The first folder of a file's path, or its own name where it stands at the top. */
const folderOf = (path: string): string => (path.includes('/') ? path.slice(0, path.indexOf('/')) : path);
const inFolder = (...folders: readonly string[]): readonly string[] =>
  those((path) => folders.includes(folderOf(path)));

/**
 * The floors of `lib`, from the ground up. A folder may import those on lower floors, itself and nothing else; folders that
 * share a floor do not know each other.
 */
const FLOORS: readonly (readonly string[])[] = [
  ['util'],
  ['messages'],
  ['agent'],
  ['tools', 'output', 'models'],
  ['loop', 'operators', 'schema', 'client', 'testing'],
  ['swarm.ts'],
  ['index.ts', 'server', 'converse', 'otel'],
  ['ag-ui', 'bullmq'],
];

/** Folders that a folder must not import although they lie below it. */
const NEVER: Readonly<Record<string, readonly string[]>> = {
  loop: ['models'],
  operators: ['tools'],
  client: ['tools'],
};

const floorOf = (folder: string): number => FLOORS.findIndex((folders) => folders.includes(folder));

describe('files', () => {
  it('are found, and so are their imports', () => {
    expect(paths).toEqual(expect.arrayContaining(['index.ts', 'loop/run.ts', 'operators/text.ts']));
    expect(files('loop/run.ts', false)).toContain('loop/expand-where.ts');
    expect(paths.flatMap((path) => packages(path)).filter((to) => to.startsWith('.') || to.endsWith('.ts'))).toEqual(
      [],
    );
  });

  it('have kebab-case names', () => {
    expect(those((path) => !/^([a-z0-9]+(-[a-z0-9]+)*\/)*[a-z0-9]+(-[a-z0-9]+)*\.ts$/.test(path))).toEqual([]);
  });

  it('have at most 250 lines', () => {
    expect([...sources.values()].filter(({ lines }) => lines > 250).map(({ path }) => path)).toEqual([]);
  });

  it('name what they export: no `export *`', () => {
    expect(saying(/export\s*\*/)).toEqual([]);
  });

  it('are imported by their names with .ts, as they are', () => {
    const relativeOnes = [...sources.values()].flatMap(({ text }) =>
      [...text.matchAll(/from '(\.[^']*)'/g)].map(([, to]) => to),
    );
    expect(relativeOnes.filter((to) => !to?.endsWith('.ts'))).toEqual([]);
  });
});

describe('folders', () => {
  it('all stand on a floor', () => {
    expect([...new Set(paths.map(folderOf))].filter((folder) => floorOf(folder) < 0)).toEqual([]);
  });

  it('import folders below them only, types included', () => {
    const wrong = paths.flatMap((path) => {
      const folder = folderOf(path);
      const mayImport = (to: string): boolean =>
        to === folder || (floorOf(to) < floorOf(folder) && NEVER[folder]?.includes(to) !== true);
      return files(path, true)
        .filter((to) => !mayImport(folderOf(to)))
        .map((to) => `${path} imports ${to}`);
    });
    expect(wrong).toEqual([]);
  });

  it('import no file in a circle, except types', () => {
    expect(those((path) => files(path, false).some((next) => reachable(next, false).has(path)))).toEqual([]);
  });

  it('with an index are the import paths of the package, and no others', () => {
    const { exports } = JSON.parse(readFileSync(join(lib, '../package.json'), 'utf8')) as { readonly exports: object };
    const entries = Object.keys(exports).filter((entry) => entry !== './package.json');
    const indexes = those((path) => /(^|\/)index\.ts$/.test(path)).map((path) => join('./', dirname(path)));
    expect(indexes.map((folder) => (folder === '.' ? '.' : `./${folder}`)).sort()).toEqual(entries.sort());
  });
});

describe('time', () => {
  it('is drawn: no promise in the loop, the tools and the operators, except where `runAll` pulls its inputs and `iterate` leaves RxJS', () => {
    const drawn = inFolder('loop', 'tools', 'operators').filter(
      (path) => !path.startsWith('loop/run-all/') && path !== 'operators/iterate.ts',
    );
    expect(saying(/\basync\b(?!-)|\bawait\b|\bPromise\b/).filter((path) => drawn.includes(path))).toEqual([]);
  });

  it('begins where the outside world begins: `new Observable` in models, clients and tracing', () => {
    const allowed = [
      ...inFolder('models'),
      'otel/active-span.ts',
      'otel/downstream-context.ts',
      'client/body-events.ts',
    ];
    expect(saying(/new Observable\b/).filter((path) => !allowed.includes(path))).toEqual([]);
  });

  it('ends there too: one `AbortController`, for a signal that somebody asks for', () => {
    expect(saying(/new AbortController\b/)).toEqual(['util/signal-of.ts']);
  });

  it('has no subject and no subscription inside the loop', () => {
    const loop = inFolder('util', 'messages', 'agent', 'tools', 'loop', 'operators', 'swarm.ts').filter(
      (path) => !path.startsWith('loop/run-all/'),
    );
    const allowed = ['operators/iterate.ts', 'util/listening.ts'];
    expect(
      saying(/new \w*Subject\b|\.subscribe\(/).filter((path) => loop.includes(path) && !allowed.includes(path)),
    ).toEqual([]);
  });
});

describe('packages', () => {
  it('messages need no package', () => {
    expect(
      inFolder('messages')
        .flatMap((path) => packages(path))
        .filter((name) => name !== 'rxjs'),
    ).toEqual([]);
  });

  it('the core needs rxjs, debug and an SSE parser: never typebox, ts-morph, openai or Node', () => {
    const needed = new Set([...reachable('index.ts')].flatMap((path) => packages(path)));
    expect([...needed].filter((name) => !['rxjs', 'debug', 'eventsource-parser'].includes(name))).toEqual([]);
  });

  it.each([
    ['jose', 'server/'],
    ['typebox', 'schema/'],
    ['bullmq', 'bullmq/'],
    ['@opentelemetry/', 'otel/'],
    ['openai', 'models/openai/'],
  ])('%s is imported by files of %s only', (name, folder) => {
    const importing = those((path) =>
      importsOf(path).some(
        ({ to }) => to === name || to.startsWith(`${name}/`) || (name.endsWith('/') && to.startsWith(name)),
      ),
    );
    expect(importing.length).toBeGreaterThan(0);
    expect(importing.filter((path) => !path.startsWith(folder))).toEqual([]);
  });

  it('tracing needs the API of OpenTelemetry and nothing else of it', () => {
    const needed = new Set([...reachable('otel/index.ts', false)].flatMap((path) => packages(path)));
    expect([...needed].filter((name) => name.startsWith('@opentelemetry'))).toEqual(['@opentelemetry/api']);
  });

  it('BullMQ is needed by runs on queues only, and they need no Redis client themselves', () => {
    const needing = those((path) => importsOf(path).some(({ to }) => to === 'bullmq' || to === 'ioredis'));
    expect(needing.filter((path) => folderOf(path) !== 'bullmq')).toEqual([]);
    const needed = new Set([...reachable('bullmq/index.ts', false)].flatMap((path) => packages(path)));
    expect([...needed].filter((name) => !['rxjs', 'debug', 'eventsource-parser'].includes(name)).sort()).toEqual([
      'bullmq',
      'node:crypto',
    ]);
  });

  it('the packages of AG-UI are needed by its agent only, except for their types', () => {
    const needing = those((path) => importsOf(path).some(({ to, typeOnly }) => to.startsWith('@ag-ui/') && !typeOnly));
    expect(needing).toEqual(['ag-ui/agent/swarm-agent.ts']);
    expect(
      [...reachable('ag-ui/index.ts', false)].filter((path) => /^server|agent\/swarm|^loop\/run\.ts/.test(path)),
    ).toEqual([]);
  });

  it('the client of openai is loaded when it is asked for, and nothing else is', () => {
    const lazy = [...reachable('index.ts')].filter((path) => importsOf(path).some((found) => found.lazy));
    expect(lazy).toEqual(['models/openai/from-environment.ts']);
  });
});
