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

describe('files', () => {
  it('are found, and so are their imports', () => {
    expect(paths).toEqual(expect.arrayContaining(['index.ts', 'run.ts', 'operators/text.ts']));
    expect(files('run.ts', false)).toContain('operators/expand-where.ts');
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

describe('time', () => {
  it('is not lost to promises: no async in run, tools and operators', () => {
    const drawn = those((path) => ['run.ts', 'tools.ts'].includes(path) || path.startsWith('operators/'));
    expect(saying(/\basync\b|\bawait\b|\bPromise\b/).filter((path) => drawn.includes(path))).toEqual([]);
  });

  it('begins where the outside world does: `new Observable` in chat models, tools and clients, and where tracing sees who subscribes', () => {
    const allowed = ['tools.ts', 'otel/along-subscription.ts', 'client/body-events.ts'];
    expect(saying(/new Observable\b/).filter((path) => !allowed.includes(path) && !path.startsWith('chat/'))).toEqual(
      [],
    );
  });

  it('ends there too: AbortController for a signal that somebody asks for only', () => {
    expect(saying(/new AbortController\b/)).toEqual(['signal-of.ts']);
  });

  it('has no subject and no subscription inside the loop', () => {
    const loop = those((path) => !path.includes('/') || path.startsWith('operators/'));
    expect(saying(/new \w*Subject\b|\.subscribe\(/).filter((path) => loop.includes(path))).toEqual([]);
  });
});

describe('memory', () => {
  it('is not held: no generator function made each turn, as V8 keeps its prototype and all around it until a full collection', () => {
    const ways = those((path) => !path.includes('/') || /^(chat|operators|output)\//.test(path));
    const inner = saying(/^(?!(export )?(async )?function\*).*\bfunction\s*\*|^\s+(async )?\*\s*[\w[]/m);
    expect(inner.filter((path) => ways.includes(path))).toEqual([]);
  });
});

describe('imports run one way', () => {
  it('in no circle, types apart', () => {
    expect(those((path) => files(path, false).some((next) => reachable(next, false).has(path)))).toEqual([]);
  });

  it('types: from nothing but types', () => {
    expect(importsOf('types.ts').filter(({ typeOnly }) => !typeOnly)).toEqual([]);
  });

  it.each([
    'message.ts',
    'handoff.ts',
    'history.ts',
    'text.ts',
    'usage.ts',
    'cost.ts',
    'context.ts',
    'completion.ts',
    'request.ts',
    'agent.ts',
    'output/answer-reader.ts',
  ])('%s is pure: no package, nothing that runs', (path) => {
    expect([...reachable(path, false)].flatMap((each) => packages(each))).toEqual([]);
  });

  it('operators: from rxjs, types, errors, what is pure of messages, usage, cost and answers, and each other', () => {
    const operators = those((path) => path.startsWith('operators/'));
    const pure = [
      'errors.ts',
      'message.ts',
      'view.ts',
      'usage.ts',
      'cost.ts',
      'output/answer-reader.ts',
      'output/types.ts',
    ];
    const allowed = new Set(['rxjs', 'types.ts', ...pure, ...operators]);
    expect(
      operators.flatMap((path) =>
        importsOf(path)
          .filter(({ to }) => !allowed.has(to))
          .map(({ to }) => `${path}: ${to}`),
      ),
    ).toEqual([]);
  });

  it('run is handed its chat model: it imports none', () => {
    expect([...reachable('run.ts')].filter((path) => path.startsWith('chat/'))).toEqual([]);
  });

  it('run is handed what a typed output does, too: of outputs it only looks whether one is', () => {
    const outputs = [...reachable('run.ts', false)].filter((path) => path.startsWith('output/'));
    expect(outputs.sort()).toEqual(['output/assert-output.ts', 'output/wanted-output.ts']);
  });

  it('run is imported by swarm, swarm by index, index by no file', () => {
    const importers = (to: string) => those((path) => files(path, true).includes(to) && !path.includes('/'));
    expect(importers('run.ts')).toEqual(['swarm.ts']);
    expect(importers('swarm.ts')).toEqual(['index.ts']);
    expect(importers('index.ts')).toEqual([]);
  });

  it('chat models know nothing of agents, runs and tools', () => {
    const chat = those((path) => path.startsWith('chat/'));
    const above = ['agent.ts', 'run.ts', 'tools.ts', 'swarm.ts', 'index.ts', 'prepare.ts'];
    expect(chat.filter((path) => files(path, false).some((to) => above.includes(to)))).toEqual([]);
  });

  it('the core needs rxjs, debug and an SSE parser: never typebox, ts-morph, openai or Node', () => {
    const needed = new Set([...reachable('index.ts')].flatMap((path) => packages(path)));
    expect([...needed].filter((name) => !['rxjs', 'debug', 'eventsource-parser'].includes(name))).toEqual([]);
  });

  it('tracing needs OpenTelemetry’s API and nothing else of it', () => {
    const needed = new Set([...reachable('otel/index.ts', false)].flatMap((path) => packages(path)));
    expect([...needed].filter((name) => name.startsWith('@opentelemetry'))).toEqual(['@opentelemetry/api']);
  });

  it('BullMQ is needed by runs on queues only, which need no Redis client beside it', () => {
    const needing = those((path) => importsOf(path).some(({ to }) => to === 'bullmq' || to === 'ioredis'));
    expect(needing.filter((path) => !path.startsWith('bullmq/'))).toEqual([]);
    const needed = new Set([...reachable('bullmq/index.ts', false)].flatMap((path) => packages(path)));
    expect([...needed].filter((name) => !['rxjs', 'debug'].includes(name)).sort()).toEqual(['bullmq', 'node:crypto']);
  });

  it('the packages of AG-UI are needed by its agent only, but for their types', () => {
    const needing = those((path) => importsOf(path).some(({ to, typeOnly }) => to.startsWith('@ag-ui/') && !typeOnly));
    expect(needing).toEqual(['ag-ui/agent/swarm-agent.ts']);
    expect([...reachable('ag-ui/index.ts', false)].filter((path) => /^server|agent\/|^run\.ts/.test(path))).toEqual([]);
  });

  it('only the client of openai is loaded when it is asked for', () => {
    const lazy = [...reachable('index.ts')].filter((path) => importsOf(path).some((found) => found.lazy));
    expect(lazy).toEqual(['chat/openai-from-environment.ts']);
  });
});
