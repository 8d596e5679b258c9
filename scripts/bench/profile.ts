/**
 * Prints the functions that take most of a contestant's CPU in a scenario, by their own time.
 *
 *     npm run bench:profile -- "rxswarm http()" steady
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildAll, FOLDER } from './build.ts';
import { CONTESTANTS } from './contestants.ts';
import { measure, startServer } from './measure.ts';
import { topOf, type CpuProfile } from './profile-top.ts';
import { scenarios } from './scenarios.ts';
import { figure, table } from './table.ts';

const [contestant = '', scenario = ''] = process.argv.slice(2);
const entry = CONTESTANTS.find(({ name }) => name === contestant);
const chosen = scenarios(false).filter(({ name }) => name === scenario);
if (entry === undefined || chosen.length === 0) {
  const names = [CONTESTANTS.map(({ name }) => `"${name}"`), scenarios(false).map(({ name }) => name)];
  console.error(`npm run bench:profile -- <contestant> <scenario>\n\n${names.map((of) => of.join(', ')).join('\n')}`);
  process.exit(2);
}

await buildAll();
const file = join(FOLDER, 'profile.cpuprofile');
const { baseURL, close } = await startServer(false);
const [figures] = await measure(entry, baseURL, chosen, file).finally(close);
const top = topOf(JSON.parse(readFileSync(file, 'utf8')) as CpuProfile, 25);
console.log(`${contestant}, ${scenario}: ${figure(figures?.cpu)} ms of CPU with the profiler on; ${file}\n`);
console.log(
  table(
    ['function', 'self, %', 'self, ms'],
    top.map(({ name, share, milliseconds }) => [name, figure(share * 100), figure(milliseconds)]),
  ),
);
