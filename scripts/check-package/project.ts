import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const root = join(import.meta.dirname, '../..');
export const folder = mkdtempSync(join(tmpdir(), 'rxswarm-package-'));

interface Manifest {
  readonly devDependencies: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta: Readonly<Record<string, object>>;
  readonly exports: Readonly<Record<string, object | string>>;
}

export const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Manifest;

/** Runs a command to its end and returns its output. @throws if it fails */
export const run = (cwd: string, command: string, ...input: readonly string[]): string => {
  console.log(`$ ${[command, ...input].join(' ')}`);
  const { status, stdout } = spawnSync(command, input, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
  if (status === 0) return stdout;
  console.error(stdout);
  throw new Error(`"${command} ${input.join(' ')}" ended with status ${String(status)}.`);
};

/** Returns the complaint of a module that must not load. @throws if it loads */
export const complaintOf = (cwd: string, file: string, ...input: readonly string[]): string => {
  const { status, stderr } = spawnSync(process.execPath, [file, ...input], { cwd, encoding: 'utf8' });
  if (status === 0) throw new Error(`${file} was to fail, and did not.`);
  return stderr;
};

/** Writes the files of a project into a new folder and returns its path. */
export const project = (name: string, files: Readonly<Record<string, string>>): string => {
  const path = join(folder, name);
  mkdirSync(path);
  for (const [file, content] of Object.entries(files)) writeFileSync(join(path, file), content);
  return path;
};

/** Returns packages in the versions that this package is developed with. */
export const versionOf = (...names: readonly string[]): readonly string[] =>
  names.map((name) => `${name}@${manifest.devDependencies[name] ?? 'latest'}`);

export const expectText = (text: string, expected: string): void => {
  if (text.trim() !== expected) throw new Error(`expected ${expected}, got ${text.trim()}`);
};
