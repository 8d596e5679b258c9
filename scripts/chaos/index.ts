/**
 * Sends many runs through a queue while workers and Redis are killed, frozen and restarted, and prints how they ended.
 *
 *     npm run chaos -- 2000
 *     npm run chaos -- 2000 --seed 7
 */
import { parseArgs } from 'node:util';
import { chaos } from './chaos.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { seed: { type: 'string', default: '1' } },
});
const [runs, seed] = [Number(positionals[0] ?? 2000), Number(values.seed)];
if (![runs, seed].every((number) => Number.isSafeInteger(number) && number >= 1)) {
  console.error('Give a number of runs, and a seed if you like: npm run chaos -- 2000 --seed 7');
  process.exit(2);
}

// Exits through the `exit` event, which ends all processes it started.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));

let ended = 0;
const begin = performance.now();
const { outcomes, wrong, counts, left } = await chaos({
  runs,
  seed,
  onOutcome: ({ wrong: sentences }) => {
    ended++;
    sentences.forEach((sentence) => console.log(`Wrong: ${sentence}`));
    if (ended % 100 === 0) console.log(`${ended} of ${runs} have ended.`);
  },
});

const endings: Record<string, Record<string, number>> = {};
for (const { plan, how } of outcomes) {
  const row = (endings[plan.fault] ??= {});
  row[how] = (row[how] ?? 0) + 1;
}
console.table(endings);
console.table(counts);
console.table(left);
for (const sentence of wrong.slice(0, 30)) console.log(`Not as it has to be: ${sentence}`);
const isClean = wrong.length === 0 && Object.values(left).every((count) => count === 0);
console.log(`${runs} runs, seed ${seed}, ${((performance.now() - begin) / 1000).toFixed(0)} s.`);
console.log(
  isClean ? 'All runs ended as their faults say, and nothing was left behind.' : `${wrong.length} things are wrong.`,
);
process.exitCode = isClean ? 0 : 1;
