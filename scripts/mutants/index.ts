/**
 * Mutation testing of the pure parts: changes the sources in small ways, one at a time, and prints which changes no spec
 * notices. A file is done in minutes, all of them in an hour or so.
 *
 *     npm run mutants
 *     npm run mutants -- message.ts models/errors/
 */
import { readdirSync } from 'node:fs';
import { dirname, relative } from 'node:path';
import { Stryker } from '@stryker-mutator/core';

interface Group {
  readonly mutate: readonly string[];
  /** The specs that hold these files to their word: each one more takes its time for each mutant. */
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

/** Per cent of the mutants that some spec notices. */
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

/** The files of a group that were asked for by a part of their path; all of them where none was. */
const narrowed = ({ mutate }: Group): readonly string[] =>
  wanted.length === 0 ? mutate : mutate.flatMap(filesOf).filter((file) => wanted.some((part) => file.includes(part)));

const mutants: Mutant[] = [];
for (const group of GROUPS) {
  const mutate = narrowed(group);
  if (mutate.length > 0) mutants.push(...(await run({ ...group, mutate })));
}
report(mutants);
