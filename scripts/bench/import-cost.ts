import { execFileSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundle } from '../build/bundle.ts';
import { FOLDER } from './build.ts';
import { median } from './statistics.ts';

const out = join(FOLDER, 'node');

export interface ImportCost {
  readonly name: string;
  /** Median milliseconds of CPU. */
  readonly cpu: number;
}

/** Imports the entries one after another in one process, and measures each beyond those before it. */
const STEPS: readonly (readonly [name: string, specifier: string])[] = [
  ['rxjs', 'rxjs'],
  ['rxswarm', './index.js'],
  ['rxswarm/models', './models/index.js'],
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

/** Measures the cost of importing the bundle for Node, each entry beyond those before it. */
export const importCosts = async (rounds: number): Promise<readonly ImportCost[]> => {
  rmSync(out, { recursive: true, force: true });
  await bundle(out);
  writeFileSync(join(out, 'package.json'), '{ "type": "module", "sideEffects": false }');
  const script = join(out, 'import-cost.mjs');
  writeFileSync(script, SCRIPT);
  const figures = Array.from(
    { length: rounds },
    () => JSON.parse(execFileSync(process.execPath, [script], { encoding: 'utf8' })) as readonly number[],
  );
  return STEPS.map(([name], place) => ({ name, cpu: median(figures.map((costs) => costs[place] ?? NaN)) }));
};
