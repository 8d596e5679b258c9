import { existsSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import type { Diagnostic } from '../introspect/model.ts';
import { modulesOf } from '../introspect/outputs.ts';
import { openFor } from '../introspect/parse/reader.ts';
import { readFiles, type FileResult } from '../introspect/read.ts';
import { sourcesIn } from './files.ts';

/** The result of introspecting a folder. */
export interface Survey {
  readonly files: number;
  /** Functions and tagged types, written or refused. */
  readonly found: number;
  readonly written: number;
  /** Functions that are refused, by reason. */
  readonly refused: Readonly<Record<string, number>>;
  /** Warnings about exports of which no schema is made. */
  readonly warned: number;
  /** Files that do not parse. */
  readonly unread: number;
  /** Files at which the reader threw, with its message. */
  readonly crashed: readonly string[];
  /** Seconds of CPU. */
  readonly cpu: number;
  /** Megabytes at the peak. */
  readonly memory: number;
  /** Folder of the written modules. */
  readonly out: string;
}

/** Introspects all sources of a folder, and writes their modules into a new folder next to this script. */
export const survey = (folder: string): Survey => {
  const files = sourcesIn(folder);
  const crashed: string[] = [];
  const results = openFor({ files, project: projectOf(folder) }).flatMap(({ files: some, reader }) =>
    some.flatMap((file) => {
      try {
        return readFiles(reader, [file], 'auto');
      } catch (error) {
        crashed.push(`${relative(folder, file)}: ${String(error)}`);
        return [];
      }
    }),
  );
  const entries = results.flatMap((result) => result.entries);
  const { user, system } = process.cpuUsage();
  const out = write(folder, results);
  return {
    files: files.length,
    found: entries.length,
    written: entries.filter(isWritten).length,
    refused: counted(entries.filter((entry) => !isWritten(entry)).map(({ diagnostics }) => reasonOf(diagnostics))),
    warned: results.flatMap(({ warnings }) => warnings).length,
    unread: results.filter(({ problems }) => problems.length > 0).length,
    crashed,
    cpu: (user + system) / 1e6,
    memory: process.resourceUsage().maxRSS / 1024,
    out,
  };
};

const isWritten = (entry: FileResult['entries'][number]): boolean =>
  (entry.kind === 'output' ? entry.output : entry.schema) !== undefined;

const projectOf = (folder: string): string => {
  const own = join(folder, 'tsconfig.json');
  return existsSync(own) ? own : join(import.meta.dirname, 'tsconfig.packages.json');
};

/** Names stand for what is refused; the words around them are the reason. */
const reasonOf = (diagnostics: readonly Diagnostic[]): string => {
  const { message = '' } = diagnostics.find(({ severity }) => severity === 'error') ?? {};
  return message
    .replace(/^parameter "[^"]*" /, '')
    .replace(/(cannot be found): .*/, '$1')
    .replace(/;.*/, '')
    .replace(/\(.*\)/, '')
    .replace(/"[^"]*"/g, '…')
    .replace(/^is an? \w+, which JSON cannot hold/, 'is an object of the platform')
    .replace(/^is an instance of \S+, /, 'is an instance of ')
    .replace(/^is made of the members of \w+/, 'is made of the members of a class')
    .trim();
};

const counted = (reasons: readonly string[]): Readonly<Record<string, number>> => {
  const counts = new Map<string, number>();
  for (const reason of reasons) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  return Object.fromEntries([...counts].sort(([, a], [, b]) => b - a));
};

const write = (folder: string, results: readonly FileResult[]): string => {
  const home = join(import.meta.dirname, 'node_modules/.written');
  mkdirSync(home, { recursive: true });
  const out = mkdtempSync(join(home, `${basename(folder)}-`));
  for (const result of results.filter(({ entries }) => entries.some(isWritten))) {
    const path = resolve(out, relative(folder, result.file).replace(/(\.d)?\.([cm]?)tsx?$/, '.schemas.$2ts'));
    mkdirSync(dirname(path), { recursive: true });
    for (const module of modulesOf(result, path, 'introspect')) writeFileSync(module.path, module.text);
  }
  return out;
};
