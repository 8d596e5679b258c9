import { agentErrors } from '../../scripts/introspect/graph/lints.ts';
import { readerFor, readSources } from '../support/read-sources.ts';

const AGENT = `export declare class Agent { constructor(options: object); readonly name: string }\n`;

/** Reads the handoffs of a file of agents: `Triage -refund-> Refunds`. */
const graphOf = (agents: string, functions = ''): readonly string[] => {
  const reader = readerFor({
    '/package.json': '{ "type": "module" }',
    '/agent.d.ts': AGENT,
    '/functions.ts': functions,
    '/agents.ts': `import { Agent } from './agent.js';\n${agents}`,
  });
  const { agents: found, handoffs } = reader.graph();
  return [...found.map(({ name }) => name).sort(), ...handoffs.map(({ from, to, by }) => `${from} -${by}-> ${to}`)];
};

describe('the graph follows agents that are made', () => {
  it.each<[string, string, readonly string[]]>([
    [
      'by a function, named by its argument',
      `const make = (name: string, functions: object[] = []) => new Agent({ name, functions });
const sales = make('Sales');
const triage = make('Triage', [function toSales() { return sales; }]);`,
      ['Sales', 'Triage', 'Triage -anonymous-> Sales'],
    ],
    [
      'by a function of options',
      `const make = (options: { name: string; functions?: object[] }) => new Agent({ model: 'm', ...options });
function toSales() { return sales; }
const sales = make({ name: 'Sales' });
const triage = make({ name: 'Triage', functions: [toSales] });`,
      ['Sales', 'Triage', 'Triage -toSales-> Sales'],
    ],
    [
      'by a function with a pattern, through another function',
      `const make = ({ title, tools = [] }: { title: string; tools?: object[] }) => { return new Agent({ name: title, functions: tools }); };
const seller = () => make({ title: 'Sales' });
function toSales() { return sales; }
const sales = seller();
const triage = make({ title: 'Triage', tools: [toSales] });`,
      ['Sales', 'Triage', 'Triage -toSales-> Sales'],
    ],
    [
      'without a name, after the variable',
      'const make = () => new Agent({});\nexport const sales = make();\nexport const triage = new Agent({ functions: [() => sales] });',
      ['sales', 'triage', 'triage -anonymous-> sales'],
    ],
    [
      'anew for each handoff',
      `const makeSales = () => new Agent({ name: 'Sales' });
function toSales() { return makeSales(); }
const triage = new Agent({ name: 'Triage', functions: [toSales] });`,
      ['Sales', 'Triage', 'Triage -toSales-> Sales'],
    ],
    [
      'as members of an object',
      `const crew = { sales: new Agent({ name: 'Sales' }) };
function toSales() { return crew.sales; }
const triage = new Agent({ name: 'Triage', functions: [toSales] });`,
      ['Sales', 'Triage', 'Triage -toSales-> Sales'],
    ],
    [
      'by an asynchronous function',
      `const make = async (name: string) => new Agent({ name });
export const sales = await make('Sales');`,
      ['Sales'],
    ],
    [
      'by functions that call each other for ever',
      'const a = (): Agent => b();\nconst b = (): Agent => a();\nexport const x = a();\nexport const one = new Agent({ name: "One" });',
      ['One'],
    ],
  ])('%s', (_, agents, expected) => {
    expect(graphOf(agents)).toEqual(expected);
  });
});

describe('constants of a file that imports its own written module', () => {
  const AGENTS = `import { Agent } from './agent.js';\nimport { refund } from './functions.schemas.js';\nexport const sales = new Agent({ functions: [refund] });\n`;
  const warningsOf = (functions: string, others: Readonly<Record<string, string>> = {}): readonly string[] => {
    const sources = { '/agent.d.ts': AGENT, '/agents.ts': AGENTS, '/functions.ts': functions, ...others };
    const [result] = readSources({ '/package.json': '{ "type": "module" }', ...sources }, ['/functions.ts']);
    return (result?.warnings ?? []).map(({ subject, line, message }) => `${String(line)} ${subject}: ${message}`);
  };
  const MESSAGE =
    'may not be set when the written module binds it, because this file imports that module through agents.ts; write it as a function declaration';

  it('are warned about, before and after the module is written', () => {
    const source = `import { sales } from './agents.js';\nexport const refund = (id: string) => sales;\nexport function other(id: string) { return sales; }\n`;
    expect(warningsOf(source)).toEqual([`2 refund: ${MESSAGE}`]);
    expect(
      warningsOf(source, {
        '/functions.schemas.ts': "import * as functions from './functions.js';\nexport const { refund } = functions;",
      }),
    ).toEqual([`2 refund: ${MESSAGE}`]);
  });

  it('are warned about wherever the module is written', () => {
    const source = `import { sales } from './agents.js';\nexport const refund = (id: string) => sales;\n`;
    const others = {
      '/agents.ts': AGENTS.replace('./functions.schemas.js', './gen/functions.schemas.js'),
      '/gen/functions.schemas.ts':
        "import * as functions from '../functions.js';\nexport const { refund } = functions;",
    };
    expect(warningsOf(source, others)).toEqual([`2 refund: ${MESSAGE}`]);
  });

  it('are fine in a file that imports no agents', () => {
    expect(warningsOf('export const refund = (id: string) => id;\n')).toEqual([]);
  });
});

describe('a parameter that was meant for the context variables', () => {
  const GENERIC =
    'export declare class Agent<C = Readonly<Record<string, unknown>>> { constructor(options: object); }\n';
  const warningsOf = (functions: string): readonly string[] => {
    const reader = readerFor({
      '/package.json': '{ "type": "module" }',
      '/agent.d.ts': GENERIC,
      '/agents.ts': `import { Agent } from './agent.js';
interface Shop { readonly refunds: number; readonly user: string }
${functions}
export const shop = new Agent<Shop>({ name: 'Shop', functions: [refund] });`,
    });
    return agentErrors(reader.agents())
      .filter(({ severity }) => severity === 'warning')
      .map(({ message }) => message);
  };
  const MESSAGE =
    "from the model, although it has the type of the agent's context variables; call the parameter contextVariables";

  it.each([
    ['a pattern', 'function refund(id: string, { refunds }: Shop) { return id + refunds; }', '{ refunds }'],
    ['another name', 'const refund = (shop: Shop) => shop.user;', 'shop'],
  ])('is warned about as %s', (_, functions, name) => {
    expect(warningsOf(functions)).toEqual([`"refund" takes "${name}" ${MESSAGE}`]);
  });

  it.each([
    ['has the name', 'function refund(id: string, contextVariables: Shop) { return id + contextVariables.user; }'],
    ['has a part of the type only', "function refund({ refunds }: Pick<Shop, 'refunds'>) { return refunds; }"],
    ['is of another type', 'function refund(order: { id: string }) { return order.id; }'],
  ])('is fine where it %s', (_, functions) => {
    expect(warningsOf(functions)).toEqual([]);
  });
});
