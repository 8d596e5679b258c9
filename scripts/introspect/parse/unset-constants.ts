import { basename, dirname, join } from 'node:path';
import { ts } from 'ts-morph';
import type { Diagnostic } from '../model.ts';
import { isLeftOut, type Callable } from './callable.ts';
import { importsOf, localClosure } from './imports.ts';
import type { Reading } from './types.ts';

/**
 * Warns about constants of a source that imports its own written module, as functions that return agents do. When the
 * source is loaded first, the written module is loaded before the constants are set.
 */
export const unsetConstants = (
  reading: Reading,
  file: string,
  callables: readonly Callable[],
): readonly Diagnostic[] => {
  const constants = callables.filter((each) => !isLeftOut(each) && isConstant(each.declaration, file));
  const through = constants.length > 0 ? importerOf(reading, file) : undefined;
  if (through === undefined) return [];
  return constants.map(({ path, place }) => ({
    ...place,
    severity: 'warning',
    subject: path.join('.'),
    message: `may not be set when the written module binds it, because this file imports that module through ${basename(through)}; write it as a function declaration`,
  }));
};

/** Function declarations are set before any module is run. */
const isConstant = (node: ts.Node | undefined, file: string): boolean =>
  node !== undefined && node.getSourceFile().fileName === file && !ts.isFunctionDeclaration(node);

/** Finds the file through which a source imports its written module, also before that is written. */
const importerOf = (reading: Reading, file: string): string | undefined => {
  const module = `${file.replace(/\.[cm]?[jt]sx?$/, '')}.schemas`;
  return localClosure(reading, file).find(
    (path) =>
      path !== file && !WRITTEN.test(path) && (importsWritten(reading, path, file) || mentions(reading, path, module)),
  );
};

const WRITTEN = /\.schemas\.[cm]?ts$/;

const importsWritten = (reading: Reading, path: string, file: string): boolean =>
  importsOf(reading, path).some((inner) => WRITTEN.test(inner) && importsOf(reading, inner).includes(file));

const mentions = ({ program }: Reading, path: string, module: string): boolean => {
  const text = program.getSourceFile(path)?.text ?? '';
  if (!text.includes(`/${basename(module)}`)) return false;
  return [...text.matchAll(/['"](\.[^'"]*\.schemas)(?:\.[cm]?[jt]s)?['"]/g)].some(
    ([, specifier = '']) => join(dirname(path), specifier) === module,
  );
};
