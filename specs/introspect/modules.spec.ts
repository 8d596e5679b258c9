import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ts from 'typescript';
import { main } from '../../scripts/introspect/main.ts';

const home = process.cwd();
afterEach(() => process.chdir(home));

// Compiling takes long when many specs share the machine.
jest.setTimeout(120_000);

const NODE = { module: 'nodenext', target: 'es2022' };

it.each([
  ['a JSON file comes first', "import data from './data.json' with { type: 'json' };\n", NODE, './f.js'],
  ['the first import has no ending, which NodeNext needs', "import './other';\n", NODE, './f.js'],
  [
    'imports have no ending',
    "import { a } from './other';\n",
    { module: 'esnext', moduleResolution: 'bundler' },
    './f',
  ],
  [
    'imports end in .js',
    "import { a } from './other.js';\n",
    { module: 'esnext', moduleResolution: 'bundler' },
    './f.js',
  ],
  ['endings in .ts are allowed', '', { ...NODE, allowImportingTsExtensions: true, noEmit: true }, './f.ts'],
  [
    'imports end in .js although .ts is allowed',
    "import { a } from './b.js';\n",
    { ...NODE, allowImportingTsExtensions: true, noEmit: true },
    './f.js',
  ],
])(
  'a written module names its source as its project resolves it: %s',
  async (_, imports, compilerOptions, specifier) => {
    const folder = mkdtempSync(join(tmpdir(), 'rxswarm-ending-'));
    writeFileSync(
      join(folder, 'tsconfig.json'),
      JSON.stringify({ compilerOptions: { types: [], ...compilerOptions } }),
    );
    writeFileSync(join(folder, 'f.ts'), `${imports}/** f */ export function f(x: string) { return x; }\n`);
    process.chdir(folder);
    const ignore = (): void => undefined;
    await main(['introspect', 'f.ts'], { out: ignore, error: ignore, progress: ignore });
    expect(ts.sys.readFile(join(folder, 'f.schemas.ts'))).toContain(`from '${specifier}';`);
  },
);
