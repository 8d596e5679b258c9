/**
 * Compares rxswarm with the least code that could do its work, and with its peers, on one server.
 *
 *     npm run bench -- --help
 *
 * Rounds alternate the contestants, each measurement has its own process, and the figure that counts is CPU. Compare
 * figures of one run only. The figures of record are those of Node 24.
 */
import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { buildAll } from './build.ts';
import { CONTESTANTS, isPeer, type ContestantEntry } from './contestants.ts';
import { importCosts } from './import-cost.ts';
import { introspectCosts } from './introspect-cost.ts';
import { measure, startServer } from './measure.ts';
import { parseOptions, USAGE, type BenchOptions } from './options.ts';
import { installPeer, versionsOf } from './peers.ts';
import { importTable, introspectTable, scenarioTable, sizeTable, wireTable, type Measured } from './report.ts';
import { scenarios as all, type Scenario } from './scenarios.ts';
import { sizes } from './size.ts';
import { wireCosts } from './wires/index.ts';
import type { Figures } from './worker.ts';

const options = (): BenchOptions => {
  try {
    return parseOptions(process.argv.slice(2));
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${USAGE}`);
    process.exit(2);
  }
};

/**
 * Runs a smoke test in one process, and a measurement in one process a scenario, because compiled code and memory of one
 * scenario would change the figures of the next.
 */
const groupsOf = (scenarios: readonly Scenario[], isShort: boolean): readonly (readonly Scenario[])[] =>
  isShort ? [scenarios] : scenarios.map((scenario) => [scenario]);

const runRounds = async (entries: readonly ContestantEntry[], scenarios: readonly Scenario[]): Promise<Measured> => {
  const measured = new Map<string, Figures[]>(entries.map(({ name }) => [name, []]));
  if (scenarios.length === 0) return measured;
  const { baseURL, close } = await startServer(isShort);
  try {
    for (let round = 0; round < rounds; round++) {
      for (const group of groupsOf(scenarios, isShort)) {
        for (const entry of entries) {
          const own = group.filter(({ contestants }) => contestants?.includes(entry.name) ?? true);
          if (own.length === 0) continue;
          console.error(`${round + 1}/${rounds} ${own.length > 1 ? '' : String(own[0]?.name)} ${entry.name}`);
          measured.get(entry.name)?.push(...(await measure(entry, baseURL, own)));
        }
      }
    }
  } finally {
    close();
  }
  return measured;
};

if (process.argv.includes('--help')) {
  console.log(USAGE);
  process.exit();
}
const { isShort, rounds, scenarios, contestants, warmUp, json } = options();
const entries = CONTESTANTS.filter(({ name }) => contestants.includes(name));
const peers = entries.filter(isPeer);
const chosen = all(isShort)
  .filter(({ name }) => scenarios.includes(name))
  .map((scenario) => ({ ...scenario, warmUp: Math.round(warmUp * scenario.warmUp) }));
if (chosen.length > 0) peers.forEach(installPeer);
await buildAll();

const measured = await runRounds(entries, chosen);
const imports = scenarios.includes('import') ? await importCosts(isShort ? 1 : rounds * 2) : [];
const bundles = scenarios.includes('size') ? await sizes() : [];
const wires = scenarios.includes('wires') ? await wireCosts(rounds, peers.length > 0, isShort) : [];
const introspections = scenarios.includes('introspect') ? introspectCosts(rounds, isShort) : [];

const machine = `Node ${process.version}, ${process.platform} ${process.arch}, ${cpus().length} cores, ${rounds} rounds, warm-up × ${warmUp}`;
const tables = [
  chosen.length > 0
    ? scenarioTable(
        measured,
        chosen.map(({ name }) => name),
      )
    : '',
  imports.length > 0 ? importTable(imports) : '',
  bundles.length > 0 ? sizeTable(bundles) : '',
  wires.length > 0 ? wireTable(wires) : '',
  introspections.length > 0 ? introspectTable(introspections) : '',
];
console.log([machine, ...tables].filter((part) => part !== '').join('\n\n'));
if (isShort) console.log('\nAll answers are right. The figures of a short run mean nothing.');
if (json !== undefined) {
  const figures = Object.fromEntries(measured);
  const versions = chosen.length > 0 ? (Object.assign({}, ...peers.map(versionsOf)) as object) : {};
  const all = { machine, versions, scenarios: chosen, figures, imports, bundles, wires, introspections };
  writeFileSync(json, `${JSON.stringify(all, null, 2)}\n`);
}
