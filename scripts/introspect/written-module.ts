import { closeSync, openSync, readSync, statSync } from 'node:fs';

/** The beginning of each written module. */
const HEADER = '// Written by `rxswarm introspect ';

/** Returns whether a file is a written module. A name such as `http.client.ts` is common, so that its first line decides. */
export const isWrittenModule = (path: string): boolean =>
  /\.schemas\.[cm]?ts$/.test(path) || (/\.client\.[cm]?ts$/.test(path) && headOf(path) === HEADER);

const headOf = (path: string): string | undefined => {
  if (statSync(path, { throwIfNoEntry: false })?.isFile() !== true) return undefined;
  const file = openSync(path, 'r');
  const head = Buffer.alloc(HEADER.length);
  readSync(file, head, 0, head.length, 0);
  closeSync(file);
  return head.toString();
};
