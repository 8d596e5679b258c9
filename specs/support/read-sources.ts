import { Project, ts } from 'ts-morph';
import { readFiles, type FileResult } from '../../scripts/introspect/read.ts';

/** Reads sources on a virtual disk, in one program, each as the command reads it. */
export const readSources = (
  sources: Readonly<Record<string, string>>,
  files: readonly string[] = Object.keys(sources),
): readonly FileResult[] => {
  const project = new Project({
    useInMemoryFileSystem: true,
    compilerOptions: {
      ...{ strict: true, allowJs: true, target: ts.ScriptTarget.ES2022 },
      ...{ module: ts.ModuleKind.NodeNext, moduleResolution: ts.ModuleResolutionKind.NodeNext },
    },
  });
  for (const [path, text] of Object.entries(sources)) project.createSourceFile(path, text);
  const program = project.getProgram().compilerObject;
  const live = {
    reading: () => ({ program, checker: program.getTypeChecker() }),
    source: (path: string) => program.getSourceFile(path),
    dependencies: () => [],
    folders: () => [],
    refresh: () => false,
  };
  return readFiles(live, files, 'auto');
};
