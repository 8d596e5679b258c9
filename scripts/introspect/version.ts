import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Returns the date and size of each file of a folder. */
const state = (folder: string): readonly string[] =>
  readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return state(path);
    const { size, mtimeMs } = statSync(path);
    return [`${entry.name} ${String(size)} ${String(mtimeMs)}`];
  });

/** Returns a hash of this code, because entries that another version cached must not be used. */
export const version = (): string =>
  createHash('sha1')
    .update(state(dirname(fileURLToPath(import.meta.url))).join('\n'))
    .digest('hex');

/** Returns the version in the package file above this code. */
export const packageVersion = (folder = dirname(fileURLToPath(import.meta.url))): string => {
  const file = join(folder, 'package.json');
  if (!existsSync(file)) return dirname(folder) === folder ? 'unknown' : packageVersion(dirname(folder));
  return (JSON.parse(readFileSync(file, 'utf8')) as { readonly version: string }).version;
};
