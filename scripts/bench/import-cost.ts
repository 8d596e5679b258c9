import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import ts from 'typescript';
import { FOLDER } from './build.ts';
import { median } from './statistics.ts';

const lib = join(import.meta.dirname, '../../lib');
const out = join(FOLDER, 'lib');

/** What the build ships, file by file, since each file is a read and a compilation; types are not checked. */
const transpile = (): void => {
  const compilerOptions: ts.CompilerOptions = {
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.ESNext,
    rewriteRelativeImportExtensions: true,
    verbatimModuleSyntax: true,
  };
  for (const file of readdirSync(lib, { recursive: true, encoding: 'utf8' })) {
    if (!file.endsWith('.ts')) continue;
    const { outputText } = ts.transpileModule(readFileSync(join(lib, file), 'utf8'), { compilerOptions });
    const target = join(out, file.replace(/\.ts$/, '.js'));
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, outputText);
  }
  writeFileSync(join(out, 'package.json'), '{ "type": "module", "sideEffects": false }');
};

export interface ImportCost {
  readonly name: string;
  /** Median milliseconds of CPU. */
  readonly cpu: number;
}

/** Each is imported after those before it, in one process: what it costs beyond them. */
const STEPS: readonly (readonly [name: string, specifier: string])[] = [
  ['rxjs', 'rxjs'],
  ['rxswarm', './index.js'],
  ['rxswarm/operators', './operators/index.js'],
  ['rxswarm/schema', './schema/index.js'],
];

const SCRIPT = `
const costs = [];
for (const specifier of ${JSON.stringify(STEPS.map(([, specifier]) => specifier))}) {
  const before = process.cpuUsage();
  await import(specifier);
  const { user, system } = process.cpuUsage(before);
  costs.push((user + system) / 1000);
}
console.log(JSON.stringify(costs));
`;

/** What importing costs on Node, each entry point beyond the ones before. */
export const importCosts = (rounds: number): readonly ImportCost[] => {
  transpile();
  const script = join(out, 'import-cost.mjs');
  writeFileSync(script, SCRIPT);
  const figures = Array.from(
    { length: rounds },
    () => JSON.parse(execFileSync(process.execPath, [script], { encoding: 'utf8' })) as readonly number[],
  );
  return STEPS.map(([name], place) => ({ name, cpu: median(figures.map((costs) => costs[place] ?? NaN)) }));
};
