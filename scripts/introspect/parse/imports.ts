import type { ts } from 'ts-morph';
import type { Reading } from './types.ts';

/** A part of the program that its declarations leave out. */
interface Resolutions {
  readonly forEachResolvedModule: (
    callback: (resolution: { readonly resolvedModule?: { readonly resolvedFileName: string } }) => void,
    file: ts.SourceFile,
  ) => void;
}

/** Returns the files that a file imports, in any form of import. */
export const importsOf = ({ program }: Reading, file: string): readonly string[] => {
  const source = program.getSourceFile(file);
  const files: string[] = [];
  if (source)
    (program as unknown as Resolutions).forEachResolvedModule(({ resolvedModule }) => {
      if (resolvedModule) files.push(resolvedModule.resolvedFileName);
    }, source);
  return files;
};

/** Returns a file and the local files that it imports at any depth. */
export const localClosure = (reading: Reading, file: string): readonly string[] => {
  const closure = new Set([file]);
  // Sets may grow during iteration; added items are visited as well.
  for (const path of closure)
    for (const inner of importsOf(reading, path)) if (!inner.includes('/node_modules/')) closure.add(inner);
  return [...closure];
};

/** Returns the files among those that a change affects: the changed ones, and those that import them at any depth. */
export const reachedBy = (
  reading: Reading,
  files: readonly string[],
  changed: ReadonlySet<string>,
): readonly string[] => {
  const known = new Map<string, readonly string[]>();
  const imports = (file: string): readonly string[] => {
    const found = known.get(file) ?? importsOf(reading, file).filter((path) => !path.includes('/node_modules/'));
    known.set(file, found);
    return found;
  };
  const isReached = (file: string): boolean => {
    const closure = new Set([file]);
    // Sets may grow during iteration; added items are visited as well.
    for (const path of closure) for (const inner of imports(path)) closure.add(inner);
    return [...closure].some((path) => changed.has(path));
  };
  return files.filter(isReached);
};
