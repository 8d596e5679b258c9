import { createHash } from 'node:crypto';
import { readdirSync, statSync } from 'node:fs';
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
