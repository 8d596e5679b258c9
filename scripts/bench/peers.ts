import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { folderOf } from './build.ts';
import type { ContestantEntry } from './contestants.ts';

interface Manifest {
  readonly version?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
}

const manifest = (...path: readonly string[]): Manifest =>
  JSON.parse(readFileSync(join(...path, 'package.json'), 'utf8')) as Manifest;

/** Installs the packages of a peer into a folder outside the project's own packages. */
export const installPeer = (entry: ContestantEntry): void => {
  const folder = folderOf(entry);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{ "private": true, "type": "module" }\n');
  console.error(`Installing ${entry.packages.join(', ')} …`);
  execFileSync('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts', ...entry.packages], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
};

/** Returns the installed versions, which the report names. */
export const versionsOf = (entry: ContestantEntry): Readonly<Record<string, string>> => {
  const folder = folderOf(entry);
  const names = Object.keys(manifest(folder).dependencies ?? {});
  return Object.fromEntries(names.map((name) => [name, manifest(folder, 'node_modules', name).version ?? '']));
};
