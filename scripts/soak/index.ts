/**
 * Runs many runs over loopback HTTP, stops a third of them at random moments, and prints their leftovers.
 *
 *     npm run soak -- 10000
 *     npm run soak -- 20000 --faults --seed 7
 *
 * With `--faults` each run meets a fault of the server, the connection or its functions, and must end as that fault says.
 */
import { parseArgs } from 'node:util';
import { faultSoak } from './fault-soak.ts';
import { soak } from './soak.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { faults: { type: 'boolean', default: false }, seed: { type: 'string', default: '1' } },
});
const runs = Number(positionals[0] ?? 10_000);
if (!Number.isSafeInteger(runs) || runs < 1) {
  console.error(`"${String(positionals[0])}" is not a number of runs: npm run soak -- 10000`);
  process.exit(2);
}

const ofRuns = async (): Promise<boolean> => {
  const figures = await soak({ runs, concurrency: 100 });
  console.table(figures);
  const { completed, stopped, underWay, timers, sockets, signals } = figures;
  return completed + stopped === runs && underWay + timers + sockets + signals === 0;
};

const MEGABYTE = 2 ** 20;

/** Bytes by which a heap swings from round to round. A leak of 200 bytes a run reaches as many in 10,000 runs. */
const NOISE = 2 * MEGABYTE;

const median = (values: readonly number[]): number =>
  [...values].sort((left, right) => left - right)[Math.floor(values.length / 2)] ?? 0;

const ofFaults = async (): Promise<boolean> => {
  const round = Math.max(1, Math.ceil(runs / 20));
  const { endings, wrong, heaps, ...figures } = await faultSoak({
    runs,
    concurrency: 200,
    round,
    seed: Number(values.seed),
  });
  console.table(endings);
  console.table({ ...figures, wrong: wrong.length });
  for (const one of wrong.slice(0, 20)) console.log(`Wrong: ${one}.`);
  const half = Math.ceil(heaps.length / 2);
  const growth = median(heaps.slice(half)) - median(heaps.slice(0, half));
  console.log(
    `Heap after each ${String(round)} runs, in MB: ${heaps.map((heap) => (heap / MEGABYTE).toFixed(1)).join(' ')}`,
  );
  console.log(`From the median of the first half to that of the second: ${(growth / MEGABYTE).toFixed(2)} MB.`);
  const { unhandled, underWay, timers, sockets } = figures;
  return wrong.length + unhandled + underWay + timers + sockets === 0 && growth < NOISE;
};

const isClean = await (values.faults ? ofFaults() : ofRuns());
console.log(isClean ? 'Nothing was left behind.' : 'Something was left behind.');
process.exitCode = isClean ? 0 : 1;
