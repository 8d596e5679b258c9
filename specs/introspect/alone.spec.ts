import fc from 'fast-check';
import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { openFor } from '../../scripts/introspect/parse/reader.ts';
import { readFiles } from '../../scripts/introspect/read.ts';

// Each drawn selection is a program of its own.
jest.setTimeout(240_000);

const ORDER = '/** f */ export function';

/** Files that could say something about each other's types. */
const SOURCES: Readonly<Record<string, string>> = {
  'heritage.ts': `import type { ExecFileOptions } from 'node:child_process';\ninterface Ours extends ExecFileOptions { retries: number }\n${ORDER} heritage(options: Ours) { return options; }\n`,
  'missing.ts': `import type { Missing } from 'not-installed';\ninterface Ours extends Missing { retries: number }\n${ORDER} missing(options: Ours, key: keyof Missing) { return [options, key]; }\n`,
  'buffer.ts': `${ORDER} buffer(data: Buffer, other: Uint8Array) { return [data, other]; }\n`,
  'global-user.ts': `${ORDER} user(shop: Shop, note: Note, base: App.Base) { return [shop, note, base]; }\n`,
  'augment.ts': `export {};\ndeclare global { interface Shop { open: boolean } namespace App { interface Base { id: string } } }\n${ORDER} augment(shop: Shop) { return shop; }\n`,
  'module.ts': `import './merged.js';\ndeclare module './merged.js' { interface Merged { added: 'b' | 'a' } }\n${ORDER} module(merged: import('./merged.js').Merged) { return merged; }\n`,
  'merged.ts': `export interface Merged { own: 'a' | 'b' }\n${ORDER} merged(value: Merged) { return value; }\n`,
  'by-reference.ts': `/// <reference types="globals" />\n${ORDER} byReference(item: GlobalItem) { return item; }\n`,
  'without-reference.ts': `${ORDER} withoutReference(item: GlobalItem) { return item; }\n`,
  'order-one.ts': `export type Level = 'low' | 'mid' | 'high';\n${ORDER} one(level: Level, picked: Pick<Record<Level, number>, 'high' | 'low'>) { return [level, picked]; }\n`,
  'order-two.ts': `${ORDER} two(level: 'high' | 'low' | 'mid', flag: 'b' | 'a') { return [level, flag]; }\n`,
  'basket.ts': `import type { Basket } from 'basket';\n${ORDER} basket(basket: Basket) { return basket; }\n`,
  'bystander.ts': `import 'basket-gifts';\n${ORDER} bystander(id: string) { return id; }\n`,
  'further.ts': `/* import 'basket-never'; */\nexport const later = () => import(/* lazy */ 'basket-lazy');\n${ORDER} further(id: string) { return id; }\n`,
  'plain.js': '/**\n * f\n * @param {Shop} shop\n */\nexport function plain(shop) { return shop; }\n',
};

const packageOf = (name: string, text: string): Readonly<Record<string, string>> => ({
  [`node_modules/${name}/package.json`]: JSON.stringify({ name, types: 'index.d.ts' }),
  [`node_modules/${name}/index.d.ts`]: text,
});

const OTHERS: Readonly<Record<string, string>> = {
  'globals.d.ts': 'interface Shop { name: string }\ninterface Note { text: string }\n',
  'node_modules/globals/package.json': '{ "name": "globals", "types": "index.d.ts" }',
  'node_modules/globals/index.d.ts': 'interface GlobalItem { id: string }\n',
  ...packageOf('basket', 'export interface Basket { id: string }\n'),
  ...packageOf('basket-gifts', `export * from './deep.js';\n`),
  'node_modules/basket-gifts/deep.d.ts': `import type { Card } from 'basket-cards';\ndeclare module 'basket' { interface Basket { gift: boolean; card: Card } }\n`,
  // The module to which this one adds is brought by another addition.
  ...packageOf('basket-cards', 'export interface Card { text: string }\n'),
  ...packageOf(
    'basket-lazy',
    `import 'basket-cards';\ndeclare module 'basket-cards' { interface Card { colour: 'red' } }\nexport {};\n`,
  ),
  ...packageOf('basket-units', `export {};\ndeclare global { interface Shop { grams: number } }\n`),
  ...packageOf('basket-never', `export {};\ndeclare global { interface Shop { never: true } }\n`),
  'units.ts': `import 'basket-units';\nexport {};\n`,
  'outside/outsider.ts': `declare global { interface Shop { outside: true } }\n${ORDER} outsider(shop: Shop) { return shop; }\n`,
};

const folder = mkdtempSync(join(tmpdir(), 'rxswarm-alone-'));
const write = (path: string, text: string): void => {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
};

const CONFIGS = {
  include: { compilerOptions: { strict: true, module: 'nodenext', types: ['node'] }, include: ['*'] },
};

beforeAll(() => {
  for (const [path, text] of Object.entries({ ...SOURCES, ...OTHERS })) write(path, text);
  for (const name of ['@types/node', 'undici-types']) {
    mkdirSync(dirname(join(folder, 'node_modules', name)), { recursive: true });
    symlinkSync(join(process.cwd(), 'node_modules', name), join(folder, 'node_modules', name));
  }
});

const ALL = [...Object.keys(SOURCES), 'outside/outsider.ts'].map((name) => join(folder, name));

/** Reads some files in one run. Returns the output by file. */
const outputOf = (files: readonly string[], project: string | undefined): Readonly<Record<string, string>> =>
  Object.fromEntries(
    openFor({ files, project }).flatMap(({ files: some, reader }) =>
      readFiles(reader, some, 'auto').map((result) => [result.file, JSON.stringify(result)] as const),
    ),
  );

describe.each([...Object.keys(CONFIGS), 'no tsconfig'])('the output for a function, under %s,', (name) => {
  it('does not depend on what else is read in the same run', () => {
    const config = (CONFIGS as Readonly<Record<string, object>>)[name];
    if (config) write('tsconfig.json', JSON.stringify(config));
    const project = config && join(folder, 'tsconfig.json');
    const alone = Object.assign({}, ...ALL.map((file) => outputOf([file], project))) as Readonly<
      Record<string, string>
    >;
    const drawn = fc.shuffledSubarray(ALL, { minLength: 2 });
    fc.assert(
      fc.property(drawn, (files) => {
        for (const [file, text] of Object.entries(outputOf(files, project)))
          expect([file, text]).toEqual([file, alone[file]]);
      }),
      { numRuns: 3, examples: [[ALL]] },
    );
  });
});
