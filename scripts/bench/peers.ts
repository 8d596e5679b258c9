import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PEERS } from './build.ts';
import { PEER_PACKAGES } from './contestants.ts';

/** Installs what the peers need into a folder of their own; nothing of theirs ends up in the project. */
export const installPeers = (): void => {
  mkdirSync(PEERS, { recursive: true });
  writeFileSync(join(PEERS, 'package.json'), '{ "private": true, "type": "module" }\n');
  const packages = PEER_PACKAGES.map((name) => `${name}@latest`);
  console.error(`Installing ${PEER_PACKAGES.join(', ')} …`);
  execFileSync('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts', ...packages], {
    cwd: PEERS,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
};

export const peerVersions = (): Readonly<Record<string, string>> =>
  Object.fromEntries(
    PEER_PACKAGES.map((name) => {
      const file = join(PEERS, 'node_modules', name, 'package.json');
      return [name, (JSON.parse(readFileSync(file, 'utf8')) as { readonly version: string }).version];
    }),
  );
