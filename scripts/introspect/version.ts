import { createHash } from 'node:crypto';
import { readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The date and size of each file of a folder. */
const state = (folder: string): readonly string[] =>
  readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return state(path);
    const { size, mtimeMs } = statSync(path);
    return [`${entry.name} ${String(size)} ${String(mtimeMs)}`];
  });

/** Of this very code: what another version wrote into the cache is of no use. */
export const version = (): string =>
  createHash('sha1')
    .update(state(dirname(fileURLToPath(import.meta.url))).join('\n'))
    .digest('hex');
