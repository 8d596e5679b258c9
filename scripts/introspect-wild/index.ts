/**
 * Introspects code that was not written for it, and counts: functions found, written, refused by reason, left out with a
 * warning, and files at which it crashed. Then it compiles what was written.
 *
 *     npm run introspect:wild                            # the public packages of this folder
 *     npm run introspect:wild -- ../shop                 # a project of yours
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { compile } from './compile.ts';
import { survey } from './survey.ts';

/** Limit of errors and reasons shown. */
const MOST = 8;

const show = (folder: string): void => {
  const { refused, crashed, out, ...found } = survey(folder);
  const errors = compile(out);
  const count = Object.values(refused).reduce((sum, number) => sum + number, 0);
  const row = [
    ...[basename(folder), found.files, found.found, found.written, count, found.warned, found.unread, crashed.length],
    ...[errors.length, found.cpu.toFixed(1), found.memory.toFixed(0)],
  ];
  console.log(`| ${row.map(String).join(' | ')} |`);
  for (const [reason, number] of Object.entries(refused).slice(0, MOST))
    console.error(`  ${String(number)} × ${reason}`);
  for (const line of [...crashed, ...errors].slice(0, MOST)) console.error(`  ${line}`);
  if (crashed.length + errors.length > 0) process.exitCode = 1;
};

/** Each package is read by a process of its own, so that time and memory are its own. */
const showAll = (): void => {
  const { devDependencies } = JSON.parse(readFileSync(join(import.meta.dirname, 'package.json'), 'utf8')) as {
    readonly devDependencies: Readonly<Record<string, string>>;
  };
  console.log('| package | files | found | written | refused | left out | unread | crashed | errors | s CPU | MB |');
  console.log('|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|');
  for (const name of Object.keys(devDependencies).filter((each) => !(`@types/${each}` in devDependencies))) {
    const folder = join(import.meta.dirname, 'node_modules', name);
    const { status } = spawnSync(process.execPath, [...process.execArgv, import.meta.filename, folder], {
      stdio: 'inherit',
    });
    if (status !== 0) process.exitCode = 1;
  }
};

const [folder] = process.argv.slice(2);
if (folder === undefined) showAll();
else show(resolve(folder));
