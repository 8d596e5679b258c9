/**
 * Puts a server under load over loopback HTTP: holds connections open, runs many runs at once, stops a third of them at random
 * moments, and prints how they ended.
 *
 *     npm run load:server -- 1000 3000
 */
import { load } from './load.ts';

const [idle = 1000, runs = 3000] = process.argv.slice(2).map(Number);
if (![idle, runs].every((number) => Number.isSafeInteger(number) && number >= 1)) {
  console.error('Give two numbers, of connections and of runs: npm run load:server -- 1000 3000');
  process.exit(2);
}

const figures = await load({ idle, runs, concurrency: 100 });
console.table(figures);
const { held, completed, stopped, leftBehind } = figures;
const isClean = held === idle && completed + stopped === runs && leftBehind === 0;
console.log(isClean ? 'Nothing was lost, and nothing left behind.' : 'Something was lost or left behind.');
process.exitCode = isClean ? 0 : 1;
