import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

const HOME = resolve('scripts/introspect');

interface Import {
  readonly from: string;
  /** A package, or a file relative to the folder of the command. */
  readonly to: string;
  readonly isType: boolean;
  readonly isLazy: boolean;
}

const IMPORT = /\b(?:import|export)\s+(type\s)?(?:[^'";]*?\sfrom\s+)?'([^']+)'|\bimport\(\s*'([^']+)'/g;

const imports = readdirSync(HOME, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts'))
  .flatMap((from) =>
    [...readFileSync(join(HOME, from), 'utf8').matchAll(IMPORT)].map(([, type, name = '', lazy]): Import => {
      const to = lazy ?? name;
      const local = to.startsWith('.') ? relative(HOME, resolve(HOME, dirname(from), to)) : to;
      return { from, to: local, isType: type !== undefined, isLazy: lazy !== undefined };
    }),
  );

const shown = (found: readonly Import[]): readonly string[] => found.map(({ from, to }) => `${from} imports ${to}`);

const isIn = (folder: string, path: string): boolean => path.startsWith(`${folder}/`);

describe('the command', () => {
  it('is found, and reads with a compiler', () => {
    expect(imports.filter(({ to }) => to === 'ts-morph').length).toBeGreaterThan(20);
  });

  it('knows the compiler in parse/ only, so that another reader can take its place', () => {
    expect(shown(imports.filter(({ from, to }) => !isIn('parse', from) && /^(ts-morph|typescript)/.test(to)))).toEqual(
      [],
    );
  });

  it('opens readers, and takes nothing else of parse/', () => {
    const allowed = ['parse/reader.ts', 'parse/program.ts'];
    const found = imports.filter(({ from, to }) => !isIn('parse', from) && isIn('parse', to) && !allowed.includes(to));
    expect(shown(found)).toEqual([]);
  });

  it('reads without knowing how schemas are written', () => {
    expect(shown(imports.filter(({ from, to }) => isIn('parse', from) && isIn('format', to)))).toEqual([]);
    const outside = imports.filter(({ from, to, isType }) => isIn('parse', from) && !isIn('parse', to) && !isType);
    const known = ['ts-morph', 'outline.ts', 'remembered.ts', 'usage-problem.ts'];
    expect(shown(outside.filter(({ to }) => !to.startsWith('node:') && !known.includes(to)))).toEqual([]);
  });

  it('loads the compiler on demand: help, usage errors and unchanged files need none', () => {
    const eager = new Set(['main.ts']);
    // Sets may grow during iteration; added items are visited as well.
    for (const file of eager)
      for (const { from, to, isType, isLazy } of imports) if (from === file && !isType && !isLazy) eager.add(to);
    expect([...eager].filter((to) => to === 'ts-morph' || isIn('parse', to))).toEqual([]);
    expect(eager.size).toBeGreaterThan(10);
  });
});
