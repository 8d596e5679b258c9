import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** What a file was when it was read: enough to know that it changed. */
type Stamps = Readonly<Record<string, string>>;

interface Kept<T> {
  readonly stamps: Stamps;
  readonly value: T;
}

export interface Cache {
  /** What was kept under a key, if none of the files it came from changed since. */
  readonly get: (key: string) => unknown;
  readonly set: (key: string, value: unknown, files: readonly string[]) => void;
}

/** In `node_modules/.cache` of the folder or one above it; without such a folder nothing is kept. */
export const openCache = (folder: string, version: string): Cache => {
  const home = modulesAbove(folder);
  const fileOf = (key: string): string => join(home ?? '', '.cache', 'rxswarm', `${hash(`${version} ${key}`)}.json`);
  return {
    get: (key) => (home === undefined ? undefined : fresh(fileOf(key))),
    set: (key, value, files) => {
      if (home === undefined) return;
      mkdirSync(dirname(fileOf(key)), { recursive: true });
      const stamps = Object.fromEntries(files.map((file) => [file, stampOf(file)]));
      writeFileSync(fileOf(key), JSON.stringify({ stamps, value } satisfies Kept<unknown>));
    },
  };
};

const modulesAbove = (folder: string): string | undefined => {
  const modules = join(folder, 'node_modules');
  if (existsSync(modules)) return modules;
  return dirname(folder) === folder ? undefined : modulesAbove(dirname(folder));
};

const fresh = (file: string): unknown => {
  try {
    const { stamps, value } = JSON.parse(readFileSync(file, 'utf8')) as Kept<unknown>;
    return Object.entries(stamps).every(([path, stamp]) => stampOf(path) === stamp) ? value : undefined;
  } catch {
    // Absent, or cut off while it was written: as if it were not there.
    return undefined;
  }
};

/** By content, since a checkout gives every file a new date; what is installed changes with its date and size. */
const stampOf = (file: string): string => {
  try {
    if (!file.includes('/node_modules/')) return hash(readFileSync(file));
    const { size, mtimeMs } = statSync(file);
    return `${String(size)} ${String(mtimeMs)}`;
  } catch {
    return 'absent';
  }
};

const hash = (content: string | Buffer): string => createHash('sha1').update(content).digest('base64url');
