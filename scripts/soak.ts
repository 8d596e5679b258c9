/**
 * Many runs over loopback HTTP, a third of them stopped at random moments: prints what they left behind.
 *
 *     npm run soak -- 10000
 */
import { soak } from '../specs/support/soak.ts';

const runs = Number(process.argv[2] ?? 10_000);
if (!Number.isSafeInteger(runs) || runs < 1) {
  console.error(`"${String(process.argv[2])}" is no number of runs: npm run soak -- 10000`);
  process.exit(2);
}

const figures = await soak({ runs, concurrency: 100 });
console.table(figures);
const { completed, stopped, underWay, timers, sockets, signals } = figures;
const isClean = completed + stopped === runs && underWay + timers + sockets + signals === 0;
console.log(isClean ? 'Nothing was left behind.' : 'Something was left behind.');
process.exitCode = isClean ? 0 : 1;
