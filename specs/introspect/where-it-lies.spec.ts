import { Project } from 'ts-morph';
import { mapOf } from '../../scripts/introspect/format/map.ts';
import { readFiles } from '../../scripts/introspect/read.ts';
import { readerOf } from '../../scripts/introspect/parse/reader.ts';

const SOURCE = `
type Json = string | { [key: string]: Json } | Json[] | Date;
class Shelf { readonly rows: number = 1 }
/** Takes it. */
export const put = (value: Json, into: Shelf | readonly string[]): string => String(value) + String(into);
`;

/** Returns the output for a file in a folder of a virtual disk. */
const readIn = (folder: string): unknown => {
  const project = new Project({ useInMemoryFileSystem: true, compilerOptions: { strict: true } });
  const file = `${folder}/functions.ts`;
  project.createSourceFile(file, SOURCE);
  const program = project.getProgram().compilerObject;
  const results = readFiles(
    readerOf({
      reading: () => ({ program, checker: program.getTypeChecker() }),
      source: (path) => program.getSourceFile(path),
      dependencies: () => [],
      bystanders: () => [],
      folders: () => [],
      refresh: () => false,
    }),
    [file],
    'auto',
  );
  return mapOf(results.map((result) => ({ ...result, file: 'functions.ts' })));
};

/* The libraries of the compiler are in /node_modules, which sorts between these folders. */
it.each(['/a/project', '/home/me/project', '/zone'])('writes the same from %s', (folder) => {
  expect(JSON.stringify(readIn(folder))).toBe(JSON.stringify(readIn('/opt/project')));
});
