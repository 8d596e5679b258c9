import { moduleText } from '../../scripts/introspect/format/module.ts';
import type { FileResult } from '../../scripts/introspect/read.ts';
import { readSources } from '../support/read-sources.ts';

/** A source, the functions that get a schema, and words of the warnings about the others. */
interface Row {
  readonly source: string;
  readonly written?: readonly string[];
  readonly leftOut?: Readonly<Record<string, RegExp>>;
  readonly refused?: Readonly<Record<string, RegExp>>;
  readonly file?: string;
}

const PACKAGE = {
  '/node_modules/box/package.json': '{ "name": "box", "type": "module", "types": "index.d.ts" }',
  '/node_modules/box/index.d.ts': `
export declare class Box<T> { put(item: T): void; take(): T; static of(id: string): Box<string> }
export declare class Stream { subscribe(next: string): void; pipe(next: string): void }
export declare function makeBox(): Box<string>;
`,
};

const ROWS: Readonly<Record<string, Row>> = {
  'an alias of an object': {
    source: 'const inner = { ping(host: string) { return host; } };\nexport const alias = inner;',
    written: ['alias.ping'],
  },
  'an object of a choice, of a promise, of a cast, of a spread': {
    source: `const inner = { ping(host: string) { return host; } };
export const chosen = Math.random() > 2 ? inner : inner;
export const awaited = await Promise.resolve(inner);
export const cast = inner as { ping(host: string): string };
export const spread = { ...inner };`,
    written: ['awaited.ping', 'cast.ping', 'chosen.ping', 'spread.ping'],
  },
  'an object that is frozen': {
    source: 'export const frozen = Object.freeze({ ping(host: string) { return host; } });',
    written: ['frozen.ping'],
  },
  'an object within an object': {
    source: 'export const a: { b: { c: (text: string) => string } } = { b: { c: (text) => text } };',
    written: ['a.b.c'],
  },
  'functions of a pattern': {
    source:
      'export const { ping, other } = { ping: (host: string) => host, other: 2 };\nexport const [first] = [(id: string) => id] as const;',
    written: ['first', 'ping'],
  },
  'what factories make': {
    source: `const repeat = (times: number) => (text: string) => text.repeat(times);
const makeStore = (): { add(key: string): number } => ({ add: (key) => key.length });
export const twice = repeat(2);
export const store = makeStore();
export const bound = twice.bind(undefined);`,
    written: ['bound', 'store.add', 'twice'],
  },
  'a namespace within a namespace': {
    source:
      'export namespace outer { export namespace inner { export function f(x: string) { return x; } } function own(x: string) { return x; } }',
    written: ['outer.inner.f'],
  },
  'a namespace of another file': {
    source: "export * as other from './other.js';\nimport * as imported from './other.js';\nexport { imported };",
    written: ['imported.there', 'other.there'],
  },
  'class expressions, also in objects and from functions': {
    source: `export const Kiosk = class { sell(what: string) { return what; } };
export const Made = (() => class { make(what: string) { return what; } })();
class Local { keep(what: string) { return what; } }
export const shops = { Local };`,
    written: ['Kiosk.sell', 'Made.make', 'shops.Local.keep'],
  },
  'a class in a namespace': {
    source: 'export namespace shop { export class Desk { ask(text: string) { return text; } } }',
    written: ['shop.Desk.ask'],
  },
  'fields and static members': {
    source: `export class Users {
  constructor(readonly given: (id: string) => string) {}
  remove = (id: string) => id;
  accessor load = (id: string) => id;
  static find = (id: string) => id;
  static nested = { deep: (id: string) => id };
  #secret(id: string) { return id; }
  private hidden(id: string) { return id; }
  protected inner(id: string) { return id; }
  static #own(id: string) { return id; }
}`,
    written: ['Users.find', 'Users.given', 'Users.load', 'Users.nested.deep', 'Users.remove'],
  },
  'a class with a namespace of its name': {
    source:
      'export class Shop { buy(id: string) { return id; } }\nexport namespace Shop { export const open = (id: string) => id; }',
    written: ['Shop.buy', 'Shop.open'],
  },
  'inherited members of generic bases and of mixins': {
    source: `abstract class Base<T> { save(item: T) { return item; } abstract check(item: T): boolean; }
const mixed = <B extends new (...args: any[]) => object>(base: B) => class extends base { mix(id: string) { return id; } };
class Plain { plain(id: string) { return id; } }
export class Orders extends Base<{ id: string }> { check() { return true; } }
export class Both extends mixed(Plain) {}`,
    written: ['Both.mix', 'Both.plain', 'Orders.check', 'Orders.save'],
  },
  'members that may be missing or change': {
    source: `export class Late { late?: (id: string) => string; method?(id: string): string; get one() { return (id: string) => id; } nested = { deep: (id: string) => id }; }
export const late: { f?: (id: string) => string } = {};
export let unset: (id: string) => string;
export const maybe: ((id: string) => string) | undefined = undefined;
export const getter = { get f() { return (id: string) => id; } };
export class Lazy { static get one() { return (id: string) => id; } }`,
    leftOut: {
      'Late.late': /it may be undefined/,
      'Late.method': /it may be undefined/,
      'Late.one': /a getter may return another function each time/,
      'Late.nested': /it is an object within an instance/,
      'late.f': /it may be undefined/,
      unset: /it is not set when the module is loaded/,
      maybe: /it may be undefined/,
      'getter.f': /a getter/,
      'Lazy.one': /a getter/,
    },
  },
  'objects that an instance gets later': {
    source: `class Db { find(id: string) { return id; } }
class App { db = new Db(); later!: Db; maybe?: Db; constructor(readonly given: Db) {} }
export const app = new App(new Db());`,
    written: ['app.db.find', 'app.given.find'],
    leftOut: { 'app.later': /it is not set/, 'app.maybe': /it may be undefined/ },
  },
  'functions without names': {
    source: `export const list = [(id: string) => id];
export const map = new Map([['a', (id: string) => id]]);
export const set = new Set([(id: string) => id]);
export const record: Record<string, (id: string) => string> = {};
export const promise = Promise.resolve({ find(id: string) { return id; } });
export const symbol = { [Symbol.iterator](id: string) { return id; } };`,
    leftOut: {
      list: /a list gives its functions no names/,
      map: /known at run time only/,
      set: /known at run time only/,
      record: /known at run time only/,
      promise: /it is a promise/,
      'symbol.[Symbol.iterator]': /named by a symbol/,
    },
  },
  'properties of a function': {
    source: `export function pay(id: string) { return id; }
pay.refund = (id: string) => id;
export namespace pay { export function more(id: string) { return id; } }
export const both = Object.assign((id: string) => id, { helper: (id: string) => id });`,
    written: ['both', 'pay'],
    leftOut: {
      'pay.refund': /it is a property of a function/,
      'pay.more': /it is a property of a function/,
      'both.helper': /it is a property of a function/,
    },
  },
  'classes and objects of packages': {
    source: `import { Box, Stream, makeBox } from 'box';
export class Mine extends Box<string> { own(id: string) { return id; } }
export const box = makeBox();
export * as all from 'box';
export const stream = new Stream();
export const data = [new Date(), new Map([['a', 1]]), /a/, 'text', Promise.resolve(1)];
export { Box };`,
    written: ['Mine.own'],
    leftOut: {
      Mine: /^has functions of a package, which are left out: of, put, take; export functions that call/,
      box: /left out: put, take;/,
      all: /left out: makeBox;/,
      Box: /left out: of, put, take;/,
    },
  },
  'what is marked @internal': {
    source: `/** @internal */ export const list = [(id: string) => id];
/** @internal */ export class Shop { buy(id: string) { return id; } }
/** @internal */ export const shop = { /** Sells. */ sell(id: string) { return id; } };`,
  },
  'values without functions': {
    source:
      "export const a = { b: { c: [1, { d: new Date() }] } };\nexport enum E { A }\nexport const text = 'a';\nexport type T = () => void;",
  },
  'a class that refers to itself': {
    source:
      'export class Tree { static Self = Tree; static root = new Tree(); parent: Tree = this; add(id: string) { return id; } }',
    written: ['Tree.add', 'Tree.root.add'],
  },
  'a parameter called this': {
    source: `export function one(this: { a: 1 }, id: string) { return [this, id]; }
export function two(this: void, id: string) { return id; }
export class Shop { name = ''; buy(this: Shop, id: string) { return id; } swap(this: { a: 1 }, id: string) { return id; } }`,
    written: ['Shop.buy', 'two'],
    refused: { one: /parameter "this" is not passed/, 'Shop.swap': /parameter "this" is not passed/ },
  },
  'one function that is the module': {
    file: '/it.cts',
    source:
      'function go(where: string) { return where; }\nnamespace go { export function back(id: string) { return id; } }\nexport = go;',
    written: ['export='],
    leftOut: { 'export=.back': /it is a property of a function/ },
  },
  'an object that is the module': {
    file: '/it.cts',
    source: 'export = { go(where: string) { return where; }, nested: { deep: (id: string) => id } };',
    written: ['go', 'nested.deep'],
  },
  'a class that is the module': {
    file: '/it.cts',
    source: 'class Shop { buy(id: string) { return id; } static find(id: string) { return id; } }\nexport = Shop;',
    written: ['export=.buy', 'export=.find'],
  },
  'module.exports with members': {
    file: '/it.cjs',
    source: `/** @param {string} id */ function one(id) { return id; }
class Shop { /** @param {string} id */ buy(id) { return id; } }
module.exports = { one, Shop, two: one };`,
    written: ['Shop.buy', 'one', 'two'],
  },
  'module.exports as a function': {
    file: '/it.cjs',
    source:
      '/** @param {string} id */\nmodule.exports = function go(id) { return id; };\n/** @param {string} id */\nmodule.exports.back = (id) => id;',
    written: ['export='],
    leftOut: { 'export=.back': /it is a property of a function/ },
  },
  'objects deeper than is looked': {
    source: `export const a = { b: { c: { d: { e: { f: { g(id: string) { return id; } } } } } } };
export const b = { b: { c: { d: { e: { g(id: string) { return id; } } } } } };
export const c = { b: { c: { d: { e: { f: { g: 1 } } } } } };`,
    written: ['b.b.c.d.e.g'],
    leftOut: { 'a.b.c.d.e.f.g': /deeper than 5 objects; export it by itself/ },
  },
  'properties of exports': {
    file: '/it.cjs',
    source:
      '/** @param {string} id */\nexports.one = function (id) { return id; };\n/** @param {string} id */\nmodule.exports.two = (id) => id;',
    written: ['one', 'two'],
  },
};

const rows = Object.entries(ROWS).map(([name, row], at) => {
  const file = (row.file ?? '/it.ts').replace('it', `it${String(at)}`);
  return { written: [], leftOut: {}, refused: {}, ...row, name, file };
});

const results = readSources(
  {
    ...PACKAGE,
    '/package.json': '{ "type": "module" }',
    '/other.ts': 'export const there = (id: string) => id;\nexport default (id: string) => id;\n',
    ...Object.fromEntries(rows.map(({ file, source }) => [file, `${source}\n`])),
  },
  rows.map(({ file }) => file),
);

const resultOf = (file: string): FileResult => {
  const result = results.find((each) => each.file === file);
  if (result === undefined) throw new Error(`${file} was not read`);
  return result;
};

const keyOf = ({ path }: { readonly path: readonly string[] }): string => path.join('.');

describe.each(rows)('$name', ({ file, written, leftOut, refused }) => {
  const { entries, warnings, problems } = resultOf(file);

  it('gets a schema, or one word each', () => {
    expect(problems).toEqual([]);
    expect(
      entries
        .filter((entry) => entry.kind === 'function' && entry.schema)
        .map(keyOf)
        .sort(),
    ).toEqual(written);
    expect(Object.fromEntries(warnings.map(({ subject, message }) => [subject, message]))).toEqual(
      Object.fromEntries(
        Object.entries(leftOut).map(([path, words]) => [path, expect.stringMatching(words) as string]),
      ),
    );
    const errors = entries.flatMap(({ diagnostics }) => diagnostics.filter(({ severity }) => severity === 'error'));
    expect(Object.fromEntries(errors.map(({ subject, message }) => [subject, message]))).toEqual(
      Object.fromEntries(
        Object.entries(refused).map(([path, words]) => [path, expect.stringMatching(words) as string]),
      ),
    );
  });

  it('is reported once, at a place in the project', () => {
    expect(new Set(warnings.map(({ subject }) => subject)).size).toBe(warnings.length);
    expect(warnings.every((warning) => warning.file === file)).toBe(true);
  });
});

describe('the written module of one value', () => {
  const textOf = (name: string): string => {
    const row = rows.find((each) => each.name === name);
    const { entries, source } = resultOf(row?.file ?? '');
    return moduleText(entries, { specifier: './it.cjs', command: 'introspect', ...source });
  };

  it.each([
    [
      'one function that is the module',
      ["import functions from './it.cjs'", 'withSchema(functions, {', 'export default default_;'],
    ],
    [
      'an object that is the module',
      ["import functions from './it.cjs'", 'export const go: typeof functions.go = withSchema(functions.go, {'],
    ],
    [
      'a class that is the module',
      ['export const bindDefault = (instance: InstanceType<typeof functions>)', 'withSchema(functions.find, {'],
    ],
    ['module.exports with members', ['export const bindShop = (instance: InstanceType<typeof functions.Shop>)']],
    ['properties of exports', ["import * as functions from './it.cjs'", 'withSchema(functions.two, {']],
    [
      'a class in a namespace',
      ["export const shop: { bindDesk: (instance: functions.shop.Desk) => Pick<functions.shop.Desk, 'ask'> } = {"],
    ],
  ])('names it as the source does: %s', (name, parts) => {
    const text = textOf(name);
    expect(parts.filter((part) => !text.includes(part))).toEqual([]);
  });

  it('is CommonJS in its syntax too when the project says so', () => {
    const { entries } = resultOf(rows.find(({ name }) => name === 'an object that is the module')?.file ?? '');
    const text = moduleText(entries, {
      specifier: './it.cjs',
      command: 'introspect',
      form: 'require',
      isCommonJs: true,
    });
    expect(text).toContain("import schema = require('rxswarm/schema');\nimport functions = require('./it.cjs');\n");
    expect(text).toContain('schema.withSchema(functions.go, {');
    expect(text).toContain('export = { go, nested };');
  });
});
