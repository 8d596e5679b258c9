import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { Cache } from './cache.ts';
import { agentErrors } from './graph/lints.ts';
import type { Prompt } from './lock/model.ts';
import type { Diagnostic } from './model.ts';
import type { Options } from './options.ts';
import { readFiles, type FileResult } from './read.ts';
import { usageProblem } from './usage-problem.ts';

/** Files that share a tsconfig, and therefore a program. */
export interface Group {
  /** Path of the tsconfig; absent when no folder above has one. */
  readonly project: string | undefined;
  /** Absolute paths of the sources. */
  readonly files: readonly string[];
}

/** The entries of a group's files, the errors of the agents that hold them, and the agents' prompts. */
export interface GroupResult {
  /** Entries by file. */
  readonly files: readonly FileResult[];
  /** Errors of the agents. */
  readonly agents: readonly Diagnostic[];
  /** Prompts of the agents. */
  readonly prompts: readonly Prompt[];
  /** Hash of all this; absent if the cache does not hold it. */
  readonly digest?: string | undefined;
}

/**
 * Groups files by their tsconfig.
 * @throws a usage problem when the given tsconfig does not exist.
 */
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

/** Finds the nearest tsconfig.json at or above a folder. */
const nearestProject = (folder: string): string | undefined => {
  const file = resolve(folder, 'tsconfig.json');
  if (existsSync(file)) return file;
  return dirname(folder) === folder ? undefined : nearestProject(dirname(folder));
};

/** Returns the entries of a group from the cache, or reads them. The compiler is loaded only to read. */
export const resultsOf = async (
  group: Group,
  { strict }: Pick<Options, 'strict'>,
  cache: Cache,
): Promise<GroupResult> => {
  const key = JSON.stringify([group, strict]);
  const kept = cache.get(key);
  if (kept !== undefined) return { ...(kept.value as GroupResult), digest: kept.digest };
  const { openEach } = await import('./parse/reader.ts');
  const read: FileResult[] = [];
  const [agents, prompts]: [Diagnostic[], Prompt[]] = [[], []];
  const [stamped, outlines]: [string[], string[]] = [[], []];
  for (const { files, reader } of openEach(group)) {
    read.push(...readFiles(reader, files, strict));
    agents.push(...agentErrors(reader.agents()));
    prompts.push(...reader.prompts());
    stamped.push(...reader.dependencies(), ...reader.folders());
    outlines.push(...reader.bystanders());
  }
  const byFile = new Map(read.map((each) => [each.file, each]));
  const result = { files: group.files.flatMap((file) => byFile.get(file) ?? []), agents, prompts };
  const config = group.project === undefined ? [] : [group.project];
  // Errors of agents may go when the modules that they import have been written.
  const isKept = agents.length === 0;
  return {
    ...result,
    digest: isKept ? cache.set(key, result, { files: [...stamped, ...config], outlines }) : undefined,
  };
};
