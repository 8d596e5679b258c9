import { basename } from 'node:path';
import { ts } from 'ts-morph';
import type { Diagnostic, Refusal } from '../model.ts';
import type { FileModel, OpenFiles, Reader } from '../reader.ts';
import type { Group } from '../results.ts';
import { agentsOf } from './agents/agents.ts';
import { graphOf } from './agents/handoffs.ts';
import { promptsOf } from './agents/prompts.ts';
import { isLeftOut, type LeftOut } from './callable.ts';
import { functionOf } from './function.ts';
import { exportedCallables } from './functions.ts';
import { localClosure, reachedBy } from './imports.ts';
import { openProgram, type LiveProgram } from './program.ts';
import { broughtBy } from './ambient.ts';
import { projectFinder, readProject, type ProjectConfig } from './project.ts';
import { isUnresolved } from './scalar.ts';
import { shapeReader } from './shape.ts';
import { sourceImportOf } from './source-import.ts';
import { taggedTypes } from './tagged-types.ts';
import { typeOf } from './type.ts';
import { unsetConstants } from './unset-constants.ts';
import type { Reading } from './types.ts';

/** Opens readers for files of a tsconfig: one for each referenced tsconfig that includes some of them. */
export const openFor = (group: Group): readonly OpenFiles[] => [...openEach(group)];

/** Opens the same readers one after the other, so that the memory of one is free when the next one is opened. */
export function* openEach({ files, project }: Group): Generator<OpenFiles> {
  const config = readProject(project);
  const find = projectFinder(config);
  const members = new Map<string, { readonly config: ProjectConfig; readonly files: string[] }>();
  for (const file of files) {
    const own = find(file);
    // Declarations that the project does not include must not reach its other files.
    const key = [own.path ?? '', ...broughtBy(file, own)].join(' ');
    const known = members.get(key) ?? { config: own, files: [] };
    members.set(key, known);
    known.files.push(file);
  }
  for (const each of members.values())
    yield { files: each.files, reader: readerOf(openProgram({ files: each.files, project: each.config })) };
}

/** Makes a reader of a program. What that program does not know is looked for in the whole project. */
export const readerOf = (live: LiveProgram): Reader => {
  const { reading, source } = live;
  let whole: Reader | undefined;
  const other = (): readonly Reader[] => (whole === undefined ? [] : [whole]);
  return {
    file: (path) => {
      const model = fileOf(reading(), path, source(path));
      if (live.whole === undefined || !missesTypes(model)) return model;
      whole ??= readerOf(live.whole());
      return whole.file(path);
    },
    agents: () => agentsOf(reading()),
    graph: () => graphOf(reading()),
    prompts: () => promptsOf(reading()),
    dependencies: () => [...live.dependencies(), ...other().flatMap((reader) => reader.dependencies())],
    bystanders: () => live.bystanders(),
    folders: () => [...live.folders(), ...other().flatMap((reader) => reader.folders())],
    reachedBy: (files, changed) => reachedBy(reading(), files, changed),
    refresh: (file) => [live.refresh(file), ...other().map((reader) => reader.refresh(file))].some(Boolean),
  };
};

const missesTypes = ({ functions, types }: FileModel): boolean =>
  functions.some(({ parameters }) =>
    parameters.some(({ shape }) => shape.kind === 'refused' && shape.refusals.some(isMissing)),
  ) || types.some(({ refusals }) => refusals.some(isMissing));

const isMissing = ({ reason }: Refusal): boolean => isUnresolved(reason);

const fileOf = (reading: Reading, file: string, source: ts.SourceFile | undefined): FileModel => {
  const problems = syntaxErrors(reading, file);
  const isRead = source !== undefined && problems.length === 0;
  const callables = isRead ? exportedCallables(reading, source) : [];
  const types = isRead ? taggedTypes(reading, source) : [];
  return {
    ...{ file, problems, source: sourceImportOf(reading, source) },
    functions: callables.flatMap((each) => (isLeftOut(each) ? [] : [functionOf(reading, each)])),
    types: types.map((type) => typeOf(reading, shapeReader(reading), type)),
    warnings: [
      ...callables.flatMap((each) => (isLeftOut(each) ? [warningOf(each)] : [])),
      ...unsetConstants(reading, file, callables),
    ],
  };
};

const warningOf = ({ path, reason, place }: LeftOut): Diagnostic => ({
  ...place,
  severity: 'warning',
  subject: path.join('.') || 'export =',
  message: reason,
});

/** Reports syntax errors in a file and in the local files that it imports, because their types would be incomplete. */
const syntaxErrors = (reading: Reading, file: string): readonly Diagnostic[] =>
  localClosure(reading, file).flatMap((path) => {
    const source = reading.program.getSourceFile(path);
    const found = source ? reading.program.getSyntacticDiagnostics(source) : [];
    return found.slice(0, 1).map(({ start, messageText }): Diagnostic => {
      const { line, character } = source?.getLineAndCharacterOfPosition(start) ?? { line: 0, character: 0 };
      const message = `cannot be read: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`;
      return { file: path, line: line + 1, column: character + 1, severity: 'error', subject: basename(path), message };
    });
  });
