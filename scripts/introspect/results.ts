import { existsSync, readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { Cache } from './cache.ts';
import type { Prompt } from './lock/model.ts';
import type { Diagnostic } from './model.ts';
import type { Options } from './options.ts';
import type { FileResult } from './read.ts';
import { usageProblem } from './usage-problem.ts';

/** Files of one tsconfig: they share a program. */
export interface Group {
  readonly project: string | undefined;
  readonly files: readonly string[];
}

/** What the files of a group export, and what is wrong with the agents that hold it. */
export interface GroupResult {
  readonly files: readonly FileResult[];
  readonly agents: readonly Diagnostic[];
  readonly prompts: readonly Prompt[];
}

/** Files by the tsconfig that holds for them. @throws a usage problem where the one that was given is missing. */
export const groupsOf = (files: readonly string[], project: string | undefined): readonly Group[] => {
  if (project !== undefined) return [{ project: existing(project), files }];
  const groups = new Map<string | undefined, string[]>();
  for (const file of files) {
    const nearest = nearestProject(dirname(file));
    groups.set(nearest, [...(groups.get(nearest) ?? []), file]);
  }
  return [...groups].map(([nearest, members]) => ({ project: nearest, files: members }));
};

const existing = (project: string): string => {
  const path = resolve(project);
  if (!existsSync(path)) throw usageProblem(`no such tsconfig: ${project}`);
  return path;
};

/** The nearest tsconfig.json at or above a folder. */
const nearestProject = (folder: string): string | undefined => {
  const file = resolve(folder, 'tsconfig.json');
  if (existsSync(file)) return file;
  return dirname(folder) === folder ? undefined : nearestProject(dirname(folder));
};

/** What the files export: as it was kept, or read anew. The compiler is loaded for the latter only. */
export const resultsOf = async (
  group: Group,
  { strict }: Pick<Options, 'strict'>,
  cache: Cache,
): Promise<GroupResult> => {
  const key = JSON.stringify([group, strict]);
  const kept = cache.get(key) as GroupResult | undefined;
  if (kept !== undefined) return kept;
  const { openFor, readAgents, readFiles } = await import('./read.ts');
  const program = openFor(group, strict);
  const files = readFiles(program, group.files, strict);
  const result = { files, ...readAgents(program) };
  cache.set(key, result, [...program.dependencies(), ...configurations(group.project)]);
  return result;
};

/** A tsconfig and what it extends, as far as that is files. */
const configurations = (project: string | undefined): readonly string[] => {
  if (project === undefined || !existsSync(project)) return [];
  const bases = [...readFileSync(project, 'utf8').matchAll(/"(\.{1,2}\/[^"]*)"/g)].map(([, path = '']) =>
    resolve(dirname(project), path.endsWith('.json') ? path : `${path}.json`),
  );
  return [project, ...bases.filter((base) => existsSync(base) && base !== project).flatMap(configurations)];
};
