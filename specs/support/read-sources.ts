import { Project, ts } from 'ts-morph';
import { readerOf } from '../../scripts/introspect/parse/reader.ts';
import { readFiles, type FileResult } from '../../scripts/introspect/read.ts';
import type { Reader } from '../../scripts/introspect/reader.ts';

/** Makes a reader of sources on a virtual disk. */
export const readerFor = (sources: Readonly<Record<string, string>>): Reader => {
  const project = new Project({
    useInMemoryFileSystem: true,
    compilerOptions: {
      ...{ strict: true, allowJs: true, target: ts.ScriptTarget.ES2022 },
      ...{ module: ts.ModuleKind.NodeNext, moduleResolution: ts.ModuleResolutionKind.NodeNext },
    },
  });
  for (const [path, text] of Object.entries(sources)) project.createSourceFile(path, text);
  const program = project.getProgram().compilerObject;
  return readerOf({
    reading: () => ({ program, checker: program.getTypeChecker() }),
    source: (path) => program.getSourceFile(path),
    dependencies: () => [],
    bystanders: () => [],
    folders: () => [],
    refresh: () => false,
  });
};

/** Reads sources on a virtual disk, in one program, each as the command reads it. */
export const readSources = (
  sources: Readonly<Record<string, string>>,
  files: readonly string[] = Object.keys(sources),
): readonly FileResult[] => readFiles(readerFor(sources), files, 'auto');
