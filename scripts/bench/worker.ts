/** Measures one contestant, alone in its process, on some scenarios, and sends the figures to the parent. */
import { writeFileSync } from 'node:fs';
import { Session } from 'node:inspector/promises';
import { median, quantile } from './statistics.ts';
import { seen, textOf, type Scenario } from './scenarios.ts';
import type { Contestant } from './task.ts';

export interface Job {
  readonly module: string;
  readonly baseURL: string;
  readonly scenarios: readonly Scenario[];
  /** Path of a CPU profile. Default: no profile is taken. */
  readonly profile: string | undefined;
}

export interface Figures {
  readonly scenario: string;
  /** Milliseconds of CPU, without the warm-up. */
  readonly cpu: number;
  /** Milliseconds of wall time. */
  readonly wall: number;
  /** Megabytes that the process held at its peak. */
  readonly memory: number;
  /** Median milliseconds to the first piece of text. */
  readonly first: number;
  /** Milliseconds a run: the median and the 95th percentile. */
  readonly median: number;
  readonly p95: number;
}

interface Times {
  readonly first: number;
  readonly whole: number;
}

let calls = 0;
const look = (n: number): string => {
  calls++;
  return seen(n);
};

const differenceOf = (answer: string, text: string): string => {
  const at = Array.from(text).findIndex((character, place) => answer[place] !== character);
  const place = at === -1 ? text.length : at;
  const [got, expected] = [answer, text].map((whole) =>
    JSON.stringify(whole.slice(Math.max(0, place - 20), place + 40)),
  );
  return `the answer differs at ${place}: ${String(got)}, not ${String(expected)}`;
};

/** Makes one run and checks its answer. */
const runOnce = async (contestant: Contestant, baseURL: string, scenario: Scenario, text: string): Promise<Times> => {
  const begin = performance.now();
  let first = 0;
  let answer = '';
  await contestant({
    baseURL,
    scenario,
    look,
    onText: (piece) => {
      if (answer === '') first = performance.now() - begin;
      answer += piece;
    },
  });
  if (answer !== text) throw new Error(`${scenario.name}: ${differenceOf(answer, text)}`);
  return { first, whole: performance.now() - begin };
};

const runAll = async (
  contestant: Contestant,
  baseURL: string,
  scenario: Scenario,
  runs: number,
): Promise<readonly Times[]> => {
  const text = textOf(scenario);
  const expected = scenario.handsOff ? 0 : runs * (scenario.turns - 1);
  calls = 0;
  const times: Times[] = [];
  let left = runs;
  const lane = async (): Promise<void> => {
    while (left-- > 0) times.push(await runOnce(contestant, baseURL, scenario, text));
  };
  await Promise.all(Array.from({ length: Math.min(runs, scenario.concurrency) }, lane));
  if (calls !== expected) throw new Error(`${scenario.name}: ${calls} calls were executed, not ${expected}`);
  return times;
};

const measure = async (contestant: Contestant, baseURL: string, scenario: Scenario): Promise<Figures> => {
  const begin = performance.now();
  const before = process.cpuUsage();
  const times = await runAll(contestant, baseURL, scenario, scenario.runs);
  const { user, system } = process.cpuUsage(before);
  const wall = performance.now() - begin;
  const wholes = times.map(({ whole }) => whole);
  return {
    scenario: scenario.name,
    cpu: (user + system) / 1000,
    wall,
    memory: process.resourceUsage().maxRSS / 1024,
    first: median(times.map(({ first }) => first)),
    median: median(wholes),
    p95: quantile(wholes, 0.95),
  };
};

const profiled = async <T>(file: string | undefined, work: () => Promise<T>): Promise<T> => {
  if (file === undefined) return work();
  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.setSamplingInterval', { interval: 200 });
  await session.post('Profiler.start');
  const result = await work();
  const { profile } = await session.post('Profiler.stop');
  writeFileSync(file, JSON.stringify(profile));
  return result;
};

const { module, baseURL, scenarios, profile } = JSON.parse(process.argv[2] ?? '') as Job;
const { contestant } = (await import(module)) as { readonly contestant: Contestant };
const figures: Figures[] = [];
for (const scenario of scenarios) {
  if (scenario.warmUp > 0) await runAll(contestant, baseURL, scenario, scenario.warmUp);
  figures.push(await profiled(profile, () => measure(contestant, baseURL, scenario)));
}
process.send?.(figures, () => process.exit());
