import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { locate } from '../../scripts/introspect/format/locate.ts';
import { contextLints } from '../../scripts/introspect/graph/context-lints.ts';
import { conversationLints } from '../../scripts/introspect/graph/conversation-lints.ts';
import { mermaid } from '../../scripts/introspect/graph/draw.ts';
import { graphWarnings } from '../../scripts/introspect/graph/lints.ts';
import { openProgram } from '../../scripts/introspect/parse/program.ts';
import { readerOf } from '../../scripts/introspect/parse/reader.ts';
import { readerFor } from '../support/read-sources.ts';

const HOME = 'specs/fixtures/flow';

/** The part of rxswarm's types that the reader looks at. */
const RXSWARM = `
type Any = Readonly<Record<string, any>>;
export declare class Agent<C = Any> {
  constructor(options: { name?: string; instructions?: string | ((contextVariables: C) => string); functions?: readonly Function[] });
  readonly name: string;
  static for<C>(): (options: ConstructorParameters<typeof Agent<C>>[0]) => Agent<C>;
}
export declare class Result<C = Any> { constructor(fields: { value?: unknown; agent?: Agent<any>; contextVariables?: Partial<C> }); }
export declare class Swarm { run(options: { agent: Agent<any>; messages: readonly object[]; contextVariables?: object }): any; }
`;

/** Returns the lints of a folder and its graph, as the command prints them. */
const printed = (name: string): string => {
  const file = `${process.cwd()}/${HOME}/${name}/agents.ts`;
  const graph = readerFor({
    '/package.json': '{ "type": "module" }',
    '/node_modules/rxswarm/package.json': '{ "name": "rxswarm", "types": "index.d.ts" }',
    '/node_modules/rxswarm/index.d.ts': RXSWARM,
    [file]: readFileSync(file, 'utf8'),
  }).graph();
  const lints = [...contextLints(graph), ...graphWarnings(graph), ...conversationLints(graph)];
  const lines = lints.map((each) => locate(each).replaceAll(`${HOME}/${name}/`, ''));
  return `${[...lines, mermaid(graph)].join('\n')}\n`;
};

const names = readdirSync(HOME);

it('there is a folder for each rule', () => {
  expect(names.length).toBeGreaterThan(15);
});

it.each(names)('%s is read as its folder says', (name) => {
  const path = join(HOME, name, 'expected.txt');
  expect(printed(name)).toBe(existsSync(path) ? readFileSync(path, 'utf8') : '');
});

describe('the demos', () => {
  it.each(['airline', 'triage', 'weather', 'support', 'shopper'])('%s has no lints of its context', (name) => {
    const files = [join(process.cwd(), `demos/${name}/agents.ts`)];
    const graph = readerOf(openProgram({ files, project: 'tsconfig.json' })).graph();
    expect(graph.agents.length).toBeGreaterThan(0);
    expect([...contextLints(graph), ...conversationLints(graph)].map(locate)).toEqual([]);
  });
});
