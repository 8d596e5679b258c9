import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { of } from 'rxjs';
import { Agent, type Message, Swarm } from 'rxswarm';
import { converse } from 'rxswarm/converse';
import { scriptedModel } from 'rxswarm/testing';
import { main } from '../../scripts/introspect/main.ts';
import { last } from '../support/collect.ts';
import { introspected } from '../support/introspected.ts';
import * as page from '../support/page/functions.client.ts';
import { executed } from '../support/page/functions.ts';
import { fill } from '../support/page/functions.schemas.ts';
import { answers } from '../support/synchronous.ts';

const SOURCE = `/** Reads the clipboard.
 * @client */
export const paste = (max: number): string => String(max);
`;
const SERVER = '/** Counts. */ export const count = (id: string): string => id;\n';

describe('a function tagged @client', () => {
  it('is declared for the server and executed by the page, with arguments checked and revived', async () => {
    const model = scriptedModel([
      { calls: [{ name: 'fill', id: 'a', arguments: { field: 'date', since: '2030-05-01T00:00:00Z' } }] },
      { calls: [{ name: 'fill', id: 'b', arguments: { field: 'age', since: null } }] },
      'Done.',
    ]);
    const agent = new Agent({ name: 'Forms', functions: [fill] });
    const end = await last(converse(new Swarm(model), of('Fill it.'), { agent, functions: Object.values(page) }));
    const messages = end.transcript.map(({ message }): Message => message);
    expect(answers(messages)).toEqual([
      'date is 2030',
      'Error: field: expected one of "name", "date", got string "age"',
    ]);
    expect(executed).toEqual(['date']);
  });

  it('throws with the remedy if the server calls it, and is typed like the function of the page', () => {
    expect(() => fill('name')).toThrow('"fill" is executed by the client');
    // @ts-expect-error because the page's function takes no such field
    expect(() => fill('age')).toThrow('"fill" is executed by the client');
  });

  it.each([
    [
      'shares its file with a function of the server',
      `${SOURCE}${SERVER}`,
      'error paste: is tagged @client, and count is not: move one of them, or each side loads the code of both',
    ],
    [
      'takes the context variables',
      SOURCE.replace('max: number', 'max: number, contextVariables: object'),
      'error paste: is tagged @client, and a page does not have the context variables; leave out the parameter "contextVariables"',
    ],
    [
      'is a method that needs an instance',
      '/** A form. */ export class Form { /** Fills.\n * @client */ fill(name: string): string { return name; } }',
      'error Form.fill: is tagged @client, and a page has no instance of its class; export a function',
    ],
  ])('is refused where it %s', (_, source, message) => {
    const { messages, entries } = introspected(source);
    expect(messages).toContain(message);
    expect(Object.values(entries).filter((entry) => entry.kind === 'function' && entry.schema?.client)).toEqual([]);
  });
});

describe('the modules of a file with functions of the page', () => {
  const home = process.cwd();
  let folder = '';
  const read = (path: string): string => readFileSync(join(folder, path), 'utf8');
  const write = (path: string, text: string): void => writeFileSync(join(folder, path), text);
  const introspect = async (...argv: readonly string[]) => {
    const said: string[] = [];
    const say = (text: string): void => void said.push(text);
    const status = await main(['introspect', ...argv], { out: say, error: say, progress: () => undefined });
    return { status, said: said.join('\n') };
  };

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'rxswarm-client-'));
    mkdirSync(join(folder, 'node_modules'));
    process.chdir(folder);
    write('f.ts', SOURCE);
  });

  afterEach(() => {
    process.chdir(home);
    rmSync(folder, { recursive: true });
  });

  it('are two: the one for the server imports types of its source only', async () => {
    expect(await introspect('f.ts')).toEqual({ status: 0, said: 'wrote f.schemas.ts\nwrote f.client.ts' });
    expect(read('f.schemas.ts')).toContain("import type * as functions from './f.js';");
    expect(read('f.schemas.ts')).toMatch(
      /paste: typeof functions\.paste = clientFunction\(\{[^]*\) as typeof functions\.paste;/,
    );
    expect(read('f.client.ts')).toContain("import * as functions from './f.js';");
    expect(read('f.client.ts')).toContain('withSchema(functions.paste, {');
  });

  it('are both checked with --check', async () => {
    await introspect('f.ts');
    expect((await introspect('f.ts', '--check')).status).toBe(0);
    write('f.client.ts', read('f.client.ts').replace("type: 'number'", "type: 'string'"));
    const { status, said } = await introspect('f.ts', '--check');
    expect([status, said]).toEqual([1, expect.stringContaining('f.client.ts is stale')]);
  });

  it('are emptied when no function is tagged any more, and named when their source is gone', async () => {
    await introspect('f.ts');
    write('f.ts', SERVER);
    await introspect('f.ts');
    expect(read('f.client.ts')).toContain('export {};');
    write('g.ts', SERVER);
    rmSync(join(folder, 'f.ts'));
    expect((await introspect('g.ts')).said).toContain('f.client.ts has no source any more; delete it');
  });

  it('never replace a file of somebody else, and a glob reads such a file', async () => {
    write('f.client.ts', SERVER);
    const { status, said } = await introspect('f.ts');
    expect([status, said]).toEqual([
      2,
      expect.stringContaining('f.client.ts would be written and holds something else'),
    ]);
    expect(read('f.client.ts')).toBe(SERVER);
    rmSync(join(folder, 'f.ts'));
    await introspect('*.ts');
    expect(read('f.client.schemas.ts')).toContain('count');
  });

  it('are not read by a glob', async () => {
    await introspect('*.ts');
    expect(await introspect('*.ts')).toEqual({ status: 0, said: '' });
  });

  it('are drawn with --graph, and the functions of the page use no context variables', async () => {
    await introspect('f.ts');
    write(
      'agents.ts',
      "import { Agent } from 'rxswarm';\nimport { clientFunction } from 'rxswarm/schema';\nimport { paste } from './f.schemas.js';\n" +
        "export const a = new Agent({ name: 'A', functions: [paste, clientFunction({ name: 'copy' })] });\n",
    );
    const { said } = await introspect('agents.ts', 'f.ts', '--graph', 'json');
    const graph = JSON.parse(said.slice(said.indexOf('{'))) as { readonly agents: readonly object[] };
    expect(graph.agents).toEqual([expect.objectContaining({ functions: ['paste', 'copy'], reads: [], sets: [] })]);
  });
});
