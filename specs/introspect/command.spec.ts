import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { boundSchema } from 'rxswarm/schema';
import type { Io } from '../../scripts/introspect/io.ts';
import { main } from '../../scripts/introspect/main.ts';
import { optionsOf } from '../../scripts/introspect/options.ts';
import { watch } from '../../scripts/introspect/watch.ts';
import { sales } from '../fixtures/cycle/agents.ts';

const home = process.cwd();
let folder = '';

const SOURCE = `/** Refunds. */
export const refund = (id: string, amount = 10): string => id + String(amount);
`;

const project = (files: Readonly<Record<string, string>>): void => {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(folder, path, '..'), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
};

const read = (path: string): string => readFileSync(join(folder, path), 'utf8');

/** Runs the command. Returns its output and exit status. */
const rxswarm = async (...argv: readonly string[]): Promise<{ status: number; out: string; error: string }> => {
  const said = { out: [] as string[], error: [] as string[] };
  const io: Io = {
    out: (text) => said.out.push(text),
    error: (text) => said.error.push(text),
    progress: () => undefined,
  };
  const status = await main(argv, io);
  return { status, out: said.out.join('\n'), error: said.error.join('\n') };
};

const introspect = (...argv: readonly string[]): ReturnType<typeof rxswarm> => rxswarm('introspect', ...argv);

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rxswarm-'));
  mkdirSync(join(folder, 'node_modules'));
  process.chdir(folder);
});

afterEach(() => {
  process.chdir(home);
  rmSync(folder, { recursive: true });
});

describe('writing', () => {
  it('writes a module next to its source, and not again when nothing changed', async () => {
    project({ 'functions.ts': SOURCE });
    expect(await introspect('functions.ts')).toEqual({ status: 0, out: '', error: 'wrote functions.schemas.ts' });
    expect(read('functions.schemas.ts')).toMatch(/^\/\/ Written by `rxswarm introspect functions\.ts`/);
    expect(read('functions.schemas.ts')).toContain("import * as functions from './functions.js';");
    expect(read('functions.schemas.ts')).toContain(
      'export const refund: typeof functions.refund = withSchema(functions.refund, {',
    );
    expect(await introspect('functions.ts')).toEqual({ status: 0, out: '', error: '' });
  });

  it.each([
    [
      'the source imports so',
      { 'functions.ts': `import type { A } from './a.ts';\n${SOURCE}`, 'a.ts': 'export type A = 1;' },
      './functions.ts',
    ],
    [
      'the project allows it',
      { 'functions.ts': SOURCE, 'tsconfig.json': '{ "compilerOptions": { "allowImportingTsExtensions": true } }' },
      './functions.ts',
    ],
    [
      'the source imports without',
      { 'functions.ts': `import type { A } from './a';\n${SOURCE}`, 'a.ts': 'export type A = 1;' },
      './functions',
    ],
    ['nothing says otherwise', { 'functions.ts': SOURCE, 'tsconfig.json': '{}' }, './functions.js'],
  ])('imports its functions as the project does: %s', async (_, files, specifier) => {
    project(files);
    await introspect('functions.ts');
    expect(read('functions.schemas.ts')).toContain(`from '${specifier}';`);
  });

  it('writes to --out, a folder for several files', async () => {
    project({ 'src/a.ts': SOURCE, 'src/b.ts': SOURCE, 'src/a.spec.ts': SOURCE });
    expect((await introspect('src/*.ts', '--out', 'one.ts')).error).toBe(
      'rxswarm: --out one.ts is one file, and there are 2; give a folder',
    );
    expect((await introspect('src/**/*.ts', '--out', 'generated/')).status).toBe(0);
    expect(read('generated/a.schemas.ts')).toContain("from '../src/a.js';");
    expect(read('generated/b.schemas.ts')).toContain("from '../src/b.js';");
  });

  it('writes the other functions when one is refused, and reports its place', async () => {
    project({ 'functions.ts': `${SOURCE}/** Calls. */\nexport const call = (back: () => void): void => back();\n` });
    expect(await introspect('functions.ts')).toEqual({
      ...{ status: 1, out: '' },
      error:
        'functions.ts:4:22 call: parameter "back" is a function and cannot be sent to a model\nwrote functions.schemas.ts',
    });
    expect(read('functions.schemas.ts')).not.toContain('call');
  });

  it('resolves path aliases of the tsconfig', async () => {
    project({
      'tsconfig.json': '{ "compilerOptions": { "strict": true, "paths": { "@shop/*": ["./shop/*"] } } }',
      'shop/order.ts': 'export interface Order { id: string }',
      'functions.ts':
        "import type { Order } from '@shop/order';\n/** Pays. */\nexport const pay = (order: Order): string => order.id;\n",
    });
    expect((await introspect('functions.ts')).status).toBe(0);
    expect(read('functions.schemas.ts')).toContain("order: { type: 'object', properties: { id: { type: 'string' } }");
  });

  it('prints JSON by file and function with --json', async () => {
    project({ 'functions.ts': SOURCE });
    const { status, out } = await introspect('functions.ts', '--json', '--strict', 'never');
    expect(status).toBe(0);
    expect(JSON.parse(out)).toEqual({
      'functions.ts#refund': {
        name: 'refund',
        description: 'Refunds.',
        parameters: {
          type: 'object',
          properties: { id: { type: 'string' }, amount: { type: 'number', default: 10 } },
          required: ['id'],
          additionalProperties: false,
        },
        order: ['id', 'amount'],
        strict: false,
        defaults: { amount: 10 },
      },
    });
  });

  it('fails on a missing comment with --strict-docs, and on a loose schema with --strict always', async () => {
    project({
      'functions.ts': 'export const open = (values: Record<string, string>): number => Object.keys(values).length;\n',
    });
    expect((await introspect('functions.ts', '--strict-docs')).error).toContain(
      'functions.ts:1:14 open: has no description',
    );
    expect(await introspect('functions.ts', '--strict', 'always')).toMatchObject({
      status: 1,
      error: expect.stringContaining(
        'open: strict mode cannot hold: /properties/values: properties of any name',
      ) as string,
    });
  });
});

describe('types tagged @schema', () => {
  const PERSON = '/** A person. @schema */\nexport interface Person {\n  readonly name: string;\n}\n';

  it('are written as outputs that check answers and import nothing of their source', async () => {
    project({ 'answers.ts': PERSON });
    expect(await introspect('answers.ts', '--strict', 'never')).toMatchObject({
      status: 0,
      error: 'wrote answers.schemas.ts',
    });
    expect(read('answers.schemas.ts').split('\n').slice(3)).toEqual([
      "import type { Output } from 'rxswarm';",
      "import { outputSchema } from 'rxswarm/schema';",
      "import type * as functions from './answers.js';",
      '',
      'export const Person: Output<functions.Person> = outputSchema<functions.Person>(',
      '  {',
      "    type: 'object',",
      "    properties: { name: { type: 'string' } },",
      "    required: ['name'],",
      '    additionalProperties: false,',
      '  },',
      "  { name: 'Person', description: 'A person.', strict: false },",
      ');',
      '',
    ]);
    project({ 'answers.ts': PERSON.replace('name: string', 'name: string; readonly age: number') });
    expect((await introspect('answers.ts', '--check')).error).toMatch(/^\+ .*age: \{ type: 'number' \}/m);
  });

  it('are marked in the JSON, and are errors when a function has their name', async () => {
    project({ 'functions.ts': `${SOURCE}${PERSON}/** Clashes. @schema */\nexport type refund = Person;\n` });
    const { status, out, error } = await introspect('functions.ts', '--json');
    expect(JSON.parse(out)).toMatchObject({
      'functions.ts#refund': { parameters: { required: ['id', 'amount'] } },
      'functions.ts#Person': { kind: 'output', name: 'Person', schema: { required: ['name'] }, strict: true },
    });
    expect({ status, error }).toEqual({
      status: 1,
      error:
        'functions.ts:8:13 refund: a function is exported as "refund" as well, and the written module can export only one of them; rename the type',
    });
  });

  it('are errors when --strict always cannot hold', async () => {
    project({ 'answers.ts': '/** Counts. @schema */\nexport type Counts = Record<string, number>;\n' });
    expect(await introspect('answers.ts', '--strict', 'always')).toMatchObject({
      status: 1,
      error: expect.stringContaining('answers.ts:2:13 Counts: strict mode cannot hold: /: properties of any') as string,
    });
  });
});

describe('--check', () => {
  it('writes nothing and prints the difference, also when an imported type changed', async () => {
    project({
      'functions.ts':
        "import type { Order } from './order.ts';\n/** Pays. */\nexport const pay = (order: Order): string => order.id;\n",
      'order.ts': 'export interface Order { id: string }\n',
    });
    expect((await introspect('functions.ts', '--check')).status).toBe(1);
    await introspect('functions.ts');
    expect(await introspect('functions.ts', '--check')).toEqual({ status: 0, out: '', error: '' });
    project({ 'order.ts': 'export interface Order { id: string; paid: boolean }\n' });
    const { status, error } = await introspect('functions.ts', '--check');
    expect(status).toBe(1);
    expect(error).toMatch(/^functions\.schemas\.ts is stale/);
    expect(error).toMatch(/^\+ .*paid: \{ type: 'boolean' \}/m);
    expect(read('functions.schemas.ts')).not.toContain('paid');
  });

  it('reports a module that was edited by hand', async () => {
    project({ 'functions.ts': SOURCE });
    await introspect('functions.ts');
    appendFileSync(join(folder, 'functions.schemas.ts'), '// mine\n');
    expect((await introspect('functions.ts', '--check')).error).toContain('- // mine');
  });
});

describe('usage errors', () => {
  it.each([
    [[], /^Usage: rxswarm introspect/, 'out'],
    [['explain'], /unknown command "explain": use introspect/, 'error'],
    [['introspect'], /no file was given; write/, 'error'],
    [['introspect', 'none.ts'], /no such file: none\.ts/, 'error'],
    [['introspect', '*.mts'], /no file matches \*\.mts/, 'error'],
    [['introspect', '.'], /\. is a folder; give files or a glob/, 'error'],
    [['introspect', 'node_modules', '--colour'], /Unknown option '--colour'; the options are --out/, 'error'],
    [['introspect', 'a.ts', '--strict', 'maybe'], /--strict must be auto or always or never, got "maybe"/, 'error'],
    [['introspect', 'a.ts', '--watch', '--check'], /choose one/, 'error'],
    [['introspect', 'empty.ts'], /empty\.ts exports no functions/, 'error'],
    [['introspect', 'empty.ts', '--project', 'none.json'], /no such tsconfig: none\.json/, 'error'],
    [['introspect', 'empty.ts', '--graph', 'mermaid'], /empty\.ts has no agents/, 'error'],
    [['introspect', 'text.md'], /text\.md is neither TypeScript nor JavaScript/, 'error'],
  ] as const)('%j prints one sentence and exits with 2', async (argv, message, where) => {
    project({ 'empty.ts': 'export const a = 1;\n', 'text.md': '' });
    const said = await rxswarm(...argv);
    expect(said.status).toBe(2);
    expect(said[where]).toMatch(message);
  });

  it('prints its help with --help', async () => {
    expect(await rxswarm('introspect', '--help')).toMatchObject({
      status: 0,
      out: expect.stringContaining('--graph <form>') as string,
    });
  });
});

describe('agents', () => {
  const fixture = (name: string): string => join(home, 'specs/fixtures', name);

  it('are drawn with --graph, with warnings', async () => {
    const { status, out, error } = await introspect(fixture('lints/agents.ts'), '--graph', 'mermaid');
    const lines = error.split('\n').map((line) => line.replace(/^.*agents\.ts:/, ''));
    expect(status).toBe(1);
    expect(out).toBe(
      [
        'flowchart LR',
        '  Start(["Start<br>reads user, admin"])',
        '  agent2["The #quot;Other#quot;"]',
        '  lost["lost"]',
        '  Start -->|search| agent2',
        '  agent2 -->|anonymous| lost',
      ].join('\n'),
    );
    expect(lines).toEqual([
      '16:5 Start: has two functions called "order"; a model could not tell them apart',
      '16:5 Start: "order" takes the context variables { readonly user: number; readonly admin: boolean; }, and the agent\'s are Shop',
      '17:5 Start: "search" has parameters and no schema; import it from the module that "rxswarm introspect" writes next to it',
      '18:5 Start: "unexported" has parameters and no schema; export it from a module that "rxswarm introspect" reads',
      '10:17 The "Other": "search" has parameters and no schema; import it from the module that "rxswarm introspect" writes next to it',
      '22:14 warning: The "Other": no handoffs lead back to Start',
      '23:14 warning: lost: no handoffs lead back to The "Other"',
    ]);
  });

  it('are drawn into a README, which --check then compares', async () => {
    project({ 'README.md': '# Mine\n\n```mermaid\nflowchart LR\n```\n\nThe end.\n' });
    const draw = (...more: readonly string[]): ReturnType<typeof rxswarm> =>
      introspect(fixture('cycle/agents.ts'), '--graph', 'mermaid', '--out', 'README.md', ...more);
    expect((await draw('--check')).status).toBe(1);
    expect(await draw()).toMatchObject({ status: 0, error: 'wrote README.md' });
    expect(read('README.md')).toContain('  Triage -->|toSales| Sales\n  Sales -->|toTriage| Triage\n```\n\nThe end.');
    expect((await draw('--check')).status).toBe(0);
  });

  it('are drawn before the modules they import are written', async () => {
    project({
      'agents.ts': `import { Agent } from 'rxswarm';\nimport { toSales } from './functions.schemas.js';\nexport const triage = new Agent({ functions: [toSales] });\nexport const sales = new Agent({});\n`,
      'functions.ts': `import { sales } from './agents.js';\n/** Hands over. */\nexport function toSales(why: string) { return sales; }\n`,
    });
    const { status, out } = await introspect('agents.ts', '--graph', 'json');
    expect(status).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      handoffs: [{ from: 'triage', to: 'sales', by: 'toSales' }],
      starts: ['triage'],
    });
  });

  it('may import their functions and be imported by them', async () => {
    process.chdir(join(home, 'specs/fixtures/cycle'));
    expect(await introspect('functions.ts', '--check')).toEqual({ status: 0, out: '', error: '' });
    const [refund, toTriage] = sales.functions.map(boundSchema);
    const injected = { contextVariables: {}, signal: new AbortController().signal };
    const item = { id: 'a', quantity: null, since: '2026-01-31T12:00:00Z' };
    const checked = refund?.check({ item, reason: null });
    expect(checked).toEqual({ value: { item: { id: 'a', since: item.since } } });
    expect(refund?.spread((checked as { value: object }).value as Record<string, unknown>, injected)).toEqual([
      { id: 'a', since: new Date(item.since) },
      undefined,
    ]);
    expect(toTriage?.name).toBe('toTriage');
  });
});

describe('--lock', () => {
  it('records schemas and prompts, and describes changes in words', async () => {
    const agents = (text: string): string =>
      `import { Agent } from 'rxswarm';\nimport { refund } from './functions.schemas.js';\nexport const triage = new Agent({ name: 'Triage', instructions: '${text}', functions: [refund] });\n`;
    const receipt = '/** Paid. @schema */\nexport interface Receipt {\n  readonly sum: number;\n}\n';
    project({
      'functions.ts': `${SOURCE}${receipt}`,
      'agents.ts': `${agents('Help.')}/** Is here. */\nexport const here = (): string => 'here';\n`,
    });
    const lock = (...more: readonly string[]): ReturnType<typeof rxswarm> =>
      introspect('functions.ts', 'agents.ts', '--lock', 'swarm.lock.json', ...more);
    expect((await lock()).error).toContain('wrote swarm.lock.json');
    expect(JSON.parse(read('swarm.lock.json'))).toMatchObject({
      tokenizer: 'gpt-tokenizer o200k_base',
      agents: { Triage: expect.any(Number) as number },
    });
    expect((await lock('--check')).status).toBe(0);
    project({
      'functions.ts':
        SOURCE.replace('amount = 10', 'amount: number, why?: string').replace('Refunds', 'Refunds much') +
        receipt.replace('sum', 'sum?'),
    });
    const { status, error } = await lock('--check');
    expect(status).toBe(1);
    expect(error.split('\n').slice(-7)).toEqual([
      'refund: its description changed',
      'refund: parameter "amount" is required, no longer optional',
      'refund: parameter "amount" changed',
      'refund: parameter "why" was added (optional)',
      'Receipt: property "sum" is optional, no longer required',
      expect.stringMatching(/^Triage: \d+ → \d+ tokens$/),
      'swarm.lock.json is stale; run the command again without --check',
    ]);
  });
});

describe('--watch', () => {
  it('writes again when a file or one of its imports changes, until it is aborted', async () => {
    project({
      'functions.ts':
        "import type { Order } from './order.ts';\n/** Pays. */\nexport const pay = (order: Order): string => order.id;\n/** Paid. @schema */\nexport type Paid = Order;\n",
      'other.ts': SOURCE,
      'order.ts': 'export interface Order { id: string }\n',
    });
    const lines: string[] = [];
    let said = (): void => undefined;
    const controller = new AbortController();
    const io: Io = {
      out: () => undefined,
      progress: () => undefined,
      error: (text) => {
        lines.push(text);
        if (/^(watching|done)/.test(text)) said();
      },
    };
    const next = (): Promise<void> => new Promise((resolve) => (said = resolve));
    const watching = next();
    const status = watch(optionsOf(['functions.ts', 'other.ts', '--watch']), io, controller.signal);
    await watching;
    lines.length = 0;
    const done = next();
    project({ 'order.ts': 'export interface Order { id: string; paid: boolean }\n' });
    await done;
    expect(lines).toEqual(['wrote functions.schemas.ts', expect.stringMatching(/^done in \d+ ms$/)]);
    expect(read('functions.schemas.ts')).toMatch(/Paid>[\s\S]*paid: [\s\S]*withSchema[\s\S]*paid: /);
    controller.abort();
    expect(await status).toBe(0);
  });
});
