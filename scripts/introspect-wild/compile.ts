import { readdirSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import ts from 'typescript';

/** Compiles the written modules of a folder against the package that they bind. Returns the errors in them. */
export const compile = (out: string): readonly string[] => {
  const files = readdirSync(out, { recursive: true, encoding: 'utf8' }).filter((file) => /\.[cm]?ts$/.test(file));
  const root = resolve(import.meta.dirname, '../..');
  const program = ts.createProgram(
    files.map((file) => join(out, file)),
    {
      ...{ strict: true, noEmit: true, skipLibCheck: true, allowImportingTsExtensions: true },
      ...{ target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext },
      moduleResolution: ts.ModuleResolutionKind.Bundler,
      lib: ['lib.es2023.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'],
      types: ['node'],
      typeRoots: [join(import.meta.dirname, 'node_modules/@types')],
      paths: { rxswarm: [join(root, 'lib/index.ts')], 'rxswarm/*': [join(root, 'lib/*/index.ts')] },
    },
  );
  return program
    .getSourceFiles()
    .filter(({ fileName }) => fileName.startsWith(out))
    .flatMap((source) => [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)])
    .map(({ file, messageText, start = 0 }) => {
      const line = (file?.getLineAndCharacterOfPosition(start).line ?? 0) + 1;
      const message = ts.flattenDiagnosticMessageText(messageText, ' ').slice(0, 200);
      return `${relative(out, file?.fileName ?? '')}:${String(line)} ${message}`;
    });
};
