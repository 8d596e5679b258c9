/**
 * Tests the specs of the pure parts by mutation: changes the sources in small ways, one at a time, and prints the changes
 * that no spec notices. A file takes minutes, and all of them about an hour.
 *
 *     npm run mutants
 *     npm run mutants -- message.ts models/errors/
 */
import { readdirSync } from 'node:fs';
import { dirname, relative } from 'node:path';
import { Stryker } from '@stryker-mutator/core';

interface Group {
  readonly mutate: readonly string[];
  /** Specs of these files. Keep them few, because each runs for each mutant. */
  readonly specs: readonly string[];
}

const GROUPS: readonly Group[] = [
  {
    mutate: ['lib/messages/message.ts', 'lib/messages/completion.ts'],
    specs: ['messages/message', 'messages/completion', 'loop/hostile-deltas'],
  },
  { mutate: ['lib/tools/handoff.ts', 'lib/messages/history.ts'], specs: ['tools/handoff', 'messages/history'] },
  {
    mutate: ['lib/tools/execute-calls.ts', 'lib/loop/restart.ts'],
    specs: ['loop/rules-*', 'loop/approvals', 'loop/limits', 'loop/subscriptions'],
  },
  { mutate: ['lib/models/stream/*.ts'], specs: ['models/stream/*'] },
  { mutate: ['lib/models/errors/*.ts'], specs: ['models/errors/*'] },
];

const run = ({ mutate, specs }: Group) =>
  new Stryker({
    mutate: [...mutate],
    testRunner: 'jest',
    plugins: ['@stryker-mutator/jest-runner'],
    coverageAnalysis: 'perTest',
    jest: {
      configFile: 'jest.config.ts',
      enableFindRelatedTests: false,
      config: {
        testMatch: specs.map((spec) => `<rootDir>/specs/${spec}.spec.ts`),
        setupFilesAfterEnv: ['<rootDir>/scripts/mutants/setup.ts'],
      },
    },
    concurrency: 2,
    timeoutMS: 5000,
    reporters: ['progress-append-only'],
    ignorePatterns: ['dist', 'coverage', 'demos', 'specs/fixtures', '.ci'],
    tempDirName: 'coverage/mutants',
    allowConsoleColors: false,
  }).runMutationTest();

type Mutant = Awaited<ReturnType<typeof run>>[number];

const NOTICED = ['Killed', 'Timeout'];
const COUNTED = [...NOTICED, 'Survived', 'NoCoverage'];

/** Returns the per cent of the mutants that a spec notices. */
const score = (mutants: readonly Mutant[]): string => {
  const counted = mutants.filter(({ status }) => COUNTED.includes(status));
  const noticed = counted.filter(({ status }) => NOTICED.includes(status));
  return counted.length === 0 ? '–' : ((100 * noticed.length) / counted.length).toFixed(1);
};

const report = (mutants: readonly Mutant[]): void => {
  const files = [...new Set(mutants.map(({ fileName }) => fileName))].sort();
  const survivors = mutants.filter(({ status }) => COUNTED.includes(status) && !NOTICED.includes(status));
  for (const { fileName, location, mutatorName, replacement } of survivors) {
    const { line, column } = location.start;
    console.log(`${relative('.', fileName)}:${line}:${column} ${mutatorName}: ${replacement}`);
  }
  console.table(
    files.map((file) => {
      const own = mutants.filter(({ fileName }) => fileName === file);
      const survived = survivors.filter(({ fileName }) => fileName === file).length;
      return { file: relative('.', file), mutants: own.length, survived, score: score(own) };
    }),
  );
  console.log(`Noticed: ${score(mutants)} % of ${mutants.length} mutants.`);
};

const wanted = process.argv.slice(2);

const filesOf = (pattern: string): readonly string[] =>
  pattern.endsWith('*.ts') ? readdirSync(dirname(pattern)).map((file) => `${dirname(pattern)}/${file}`) : [pattern];

/** Returns the files of a group that the command line names by a part of their path, or all of them without arguments. */
const narrowed = ({ mutate }: Group): readonly string[] =>
  wanted.length === 0 ? mutate : mutate.flatMap(filesOf).filter((file) => wanted.some((part) => file.includes(part)));

const mutants: Mutant[] = [];
for (const group of GROUPS) {
  const mutate = narrowed(group);
  if (mutate.length > 0) mutants.push(...(await run({ ...group, mutate })));
}
report(mutants);
