import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { outlineOf } from './outline.ts';
import { isWrittenModule } from './written-module.ts';

/** Stamps of files when they were read. A stamp changes with its file. */
type Stamps = Readonly<Record<string, string>>;

/** A stored value. */
export interface Kept {
  /** The value itself. */
  readonly value: unknown;
  /** Hash of the value as JSON. */
  readonly digest: string;
}

/** Results of earlier runs of the command. */
export interface Cache {
  /** Returns what is under a key, or `undefined` when it is missing or one of its files and folders has changed. */
  readonly get: (key: string) => Kept | undefined;
  /** Stores a value with stamps of what it came from. Returns its digest, or `undefined` where nothing is stored. */
  readonly set: (key: string, value: unknown, origin?: Origin) => string | undefined;
}

/** Everything from which a value came. */
export interface Origin {
  /** Files and folders. */
  readonly files: readonly string[];
  /** Files that matter only by what they import, and by what they declare for all. */
  readonly outlines: readonly string[];
}

/**
 * Opens the cache in `node_modules/.cache` of the folder or of one above it. Without such a folder nothing is stored.
 */
export const openCache = (folder: string, version: string): Cache => {
  const home = modulesAbove(folder);
  const fileOf = (key: string): string => join(home ?? '', '.cache', 'rxswarm', `${hash(`${version} ${key}`)}.json`);
  return {
    get: (key) => (home === undefined ? undefined : fresh(fileOf(key))),
    set: (key, value, { files, outlines } = { files: [], outlines: [] }) => {
      if (home === undefined) return undefined;
      mkdirSync(dirname(fileOf(key)), { recursive: true });
      const stamped = [...files, ...outlines.map((file) => `${OUTLINE}${file}`)];
      const stamps = Object.fromEntries(stamped.map((file) => [file, stampOf(file)]));
      const json = JSON.stringify(value);
      const digest = hash(json);
      writeFileSync(fileOf(key), `${JSON.stringify({ stamps, digest })}\n${json}`);
      return digest;
    },
  };
};

/** Begins the stamp of an outline; no absolute path begins so. */
const OUTLINE = 'outline of ';

const modulesAbove = (folder: string): string | undefined => {
  const modules = join(folder, 'node_modules');
  if (existsSync(modules)) return modules;
  return dirname(folder) === folder ? undefined : modulesAbove(dirname(folder));
};

/** An entry has two lines: stamps and digest, and the value, which is parsed only if the stamps hold. */
const fresh = (file: string): Kept | undefined => {
  try {
    const [head = '', json = ''] = readFileSync(file, 'utf8').split('\n');
    const { stamps, digest } = JSON.parse(head) as { readonly stamps: Stamps; readonly digest: string };
    const isFresh = Object.entries(stamps).every(([path, stamp]) => stampOf(path) === stamp);
    return isFresh ? { value: JSON.parse(json), digest } : undefined;
  } catch {
    // A missing or half-written entry counts as no entry.
    return undefined;
  }
};

/**
 * Project files are stamped by content, because a checkout changes their dates. Installed files are stamped by date and
 * size, and folders by the names in them.
 */
const stampOf = (file: string): string => {
  if (file.startsWith(OUTLINE)) return outlineStamp(file.slice(OUTLINE.length));
  const found = statSync(file, { throwIfNoEntry: false });
  if (found === undefined) return 'absent';
  if (found.isDirectory()) return hash(namesIn(file).sort().join('\n'));
  if (!file.includes('/node_modules/')) return hash(readFileSync(file));
  return `${String(found.size)} ${String(found.mtimeMs)}`;
};

const outlineStamp = (file: string): string =>
  existsSync(file) ? hash(outlineOf(readFileSync(file, 'utf8'))) : 'absent';

/** Written modules, hidden files and those of other languages do not change what is read. */
const namesIn = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true })
    .filter((entry) => !entry.name.startsWith('.') && (!entry.isFile() || isSource(join(folder, entry.name))))
    .map(({ name }) => name);

const isSource = (path: string): boolean => /\.([cm]?[jt]sx?|json)$/.test(path) && !isWrittenModule(path);

/** Returns a hash of a text or of the bytes of a file. */
export const hash = (content: string | Buffer): string => createHash('sha1').update(content).digest('base64url');
