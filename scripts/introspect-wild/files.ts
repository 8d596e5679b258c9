import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const SKIPPED = /^(node_modules|\.git|test|tests|__tests__|spec|dist-types|fixtures|locale|umd)$/;
const TESTS = /\.(spec|test|bench)\.[cm]?tsx?$|\.schemas\.[cm]?ts$/;

/** Finds the sources of a folder: its TypeScript, in `src` if there is one, or the declarations that it ships. */
export const sourcesIn = (folder: string): readonly string[] => {
  const home = existsSync(join(folder, 'src')) ? join(folder, 'src') : folder;
  const all = walk(home).filter((file) => /\.[cm]?tsx?$/.test(file) && !TESTS.test(file));
  const sources = all.filter((file) => !/\.d\.[cm]?ts$/.test(file));
  return sources.length > 0 ? sources : all.filter((file) => !file.endsWith('.d.cts'));
};

const walk = (folder: string): readonly string[] =>
  readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return SKIPPED.test(entry.name) ? [] : walk(path);
    return entry.isFile() ? [path] : [];
  });
