import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FunctionModel } from '../../scripts/introspect/model.ts';
import { openFor } from '../../scripts/introspect/parse/reader.ts';
import type { Reader } from '../../scripts/introspect/reader.ts';

jest.setTimeout(60_000);

type Texts = Readonly<Record<string, string>>;

/** Opens files of a new folder with one reader. */
const opened = (texts: Texts): { readonly reader: Reader; readonly at: (name: string) => string } => {
  const folder = mkdtempSync(join(tmpdir(), 'rxswarm-once-'));
  const at = (name: string): string => join(folder, name);
  for (const [name, text] of Object.entries(texts)) writeFileSync(at(name), text);
  const [only] = openFor({ files: Object.keys(texts).map(at), project: undefined });
  if (only === undefined) throw new Error('nothing was opened');
  return { reader: only.reader, at };
};

const functionsOf = (texts: Texts): ((path: string) => FunctionModel | undefined) => {
  const { reader, at } = opened(texts);
  const all = Object.keys(texts).flatMap((name) =>
    reader.file(at(name)).functions.map((fn) => [`${name} ${fn.path.join('.')}`, fn] as const),
  );
  return (path) => Object.fromEntries(all)[path];
};

const REFUND = `/** Refunds. */\nexport function refund(order: { id: string; amount?: number }): string { return order.id; }\n`;

describe('a declaration that a package exports under several names', () => {
  it('is read once, and keeps the name and the place of each export', () => {
    const find = functionsOf({
      'refund.ts': REFUND,
      'index.ts': `export { refund } from './refund.ts';\nexport { refund as back } from './refund.ts';\nexport * as shop from './refund.ts';\n`,
    });
    const [own, again, renamed, held] = [
      ...['refund.ts refund', 'index.ts refund', 'index.ts back', 'index.ts shop.refund'],
    ].map(find);
    expect(again?.parameters).toBe(own?.parameters);
    expect(renamed?.parameters).toBe(own?.parameters);
    expect(held?.parameters).toBe(own?.parameters);
    expect([own, again, renamed, held].map((fn) => [fn?.name, fn?.place.line])).toEqual([
      ['refund', 2],
      ['refund', 1],
      ['back', 2],
      ['refund', 3],
    ]);
  });

  it('takes the comment of an export that has one', () => {
    const find = functionsOf({
      'refund.ts': 'export function refund(id: string): string { return id; }\n',
      'one.ts': `export {\n  /** Of one. */\n  refund,\n} from './refund.ts';\n`,
      'other.ts': `export {\n  /** Of another. */\n  refund,\n} from './refund.ts';\n`,
    });
    const descriptions = ['refund.ts refund', 'one.ts refund', 'other.ts refund'].map(
      (path) => find(path)?.description,
    );
    expect(descriptions).toEqual(['', 'Of one.', 'Of another.']);
  });

  it('is refused for those classes alone that do not fit its `this`', () => {
    const find = functionsOf({
      'shop.ts': `class Shop {\n  /** Pays. */\n  pay(this: { till: number }, amount: number): number { return this.till + amount; }\n}\nexport class Open extends Shop { till = 1; }\nexport class Shut extends Shop {}\n`,
    });
    expect(find('shop.ts Open.pay')?.parameters.map(({ name }) => name)).toEqual(['amount']);
    expect(find('shop.ts Shut.pay')?.parameters.map(({ name }) => name)).toEqual(['this', 'amount']);
  });

  it('is read for each base class with other type arguments', () => {
    const find = functionsOf({
      'shop.ts': `class Base<T> {\n  /** Adds. */\n  add(item: T): T { return item; }\n}\nexport class Texts extends Base<string> {}\nexport class Numbers extends Base<number> {}\n`,
    });
    const kinds = ['Texts', 'Numbers'].map((name) => find(`shop.ts ${name}.add`));
    expect(kinds.map((fn) => fn?.parameters[0]?.shape)).toEqual([{ kind: 'string' }, { kind: 'number' }]);
  });
});

describe('namespaces within namespaces', () => {
  /** Ten levels of ten namespaces would export 10^10 functions. */
  const levels = Object.fromEntries(
    Array.from({ length: 10 }, (_, level) => [
      `level${String(level)}.ts`,
      level === 0
        ? REFUND
        : Array.from(
            { length: 10 },
            (__, at) => `export * as n${String(at)} from './level${String(level - 1)}.ts';`,
          ).join('\n'),
    ]),
  );

  it('are searched up to a limit, and a warning names the way out', () => {
    const { reader, at } = opened(levels);
    expect(reader.file(at('level3.ts'))).toMatchObject({ functions: { length: 1000 }, warnings: [] });
    const { functions, warnings } = reader.file(at('level5.ts'));
    expect(functions.length).toBeLessThan(10_000);
    expect(warnings.map(({ subject, message }) => `${subject} ${message}`)).toEqual([
      expect.stringMatching(
        /^level5\.ts exports more than 10000 values, and the rest is left out; a model cannot choose .*: export the few/,
      ),
    ]);
  });
});

describe('a change', () => {
  it('of a type in another file is seen where the type is used', () => {
    const { reader, at } = opened({
      'level.ts': `/** @minLength 2 */\nexport type Name = string;\nexport type Level = 'high' | 'low';\n`,
      'set.ts': `import type { Level, Name } from './level.ts';\n/** Sets. */\nexport function set(level: Level, name: Name): string { return level + name; }\n`,
    });
    const read = (): unknown => reader.file(at('set.ts')).functions[0]?.parameters;
    expect(read()).toMatchObject([{ shape: { values: ['high', 'low'] } }, { words: { keywords: { minLength: 2 } } }]);
    writeFileSync(
      at('level.ts'),
      `/** @minLength 3 */\nexport type Name = string;\nexport type Level = 'low' | 'mid' | 'high';\n`,
    );
    expect(reader.refresh(at('level.ts'))).toBe(true);
    expect(read()).toMatchObject([
      { shape: { values: ['low', 'mid', 'high'] } },
      { words: { keywords: { minLength: 3 } } },
    ]);
  });
});
