import { existsSync, watch as watchFolder } from 'node:fs';
import { dirname, join } from 'node:path';
import {
  BehaviorSubject,
  buffer,
  debounceTime,
  distinctUntilChanged,
  filter,
  fromEvent,
  lastValueFrom,
  map,
  merge,
  Observable,
  share,
  switchMap,
  takeUntil,
  tap,
} from 'rxjs';
import { filesOf } from './files.ts';
import { relativePath } from './format/locate.ts';
import { agentErrors } from './graph/lints.ts';
import type { Io } from './io.ts';
import type { Options } from './options.ts';
import { onDisk, outputsOf, write } from './outputs.ts';
import { openFor } from './parse/reader.ts';
import { readFiles } from './read.ts';
import type { OpenFiles } from './reader.ts';
import { found, report } from './run.ts';
import { groupsOf } from './results.ts';
import { isUsageProblem } from './usage-problem.ts';

/** Milliseconds to wait for further changes, because editors write a file in several steps. */
const SETTLE = 20;

/** Writes the modules, and writes them again after each change, until the signal aborts. */
export const watch = async (options: Options, io: Io, signal: AbortSignal): Promise<number> => {
  let sessions = open(options);
  for (const session of sessions) emit(session, session.files, options, io);
  const folders$ = new BehaviorSubject(foldersOf(sessions));
  const changed$ = folders$.pipe(
    distinctUntilChanged((before, after) => before.join() === after.join()),
    switchMap((folders) => merge(...folders.map(changesIn))),
    filter((file) => /\.[cm]?[jt]sx?$|\.json$/.test(file) && !/\.schemas\.[cm]?ts$/.test(file)),
    share(),
  );
  const { length } = folders$.value;
  io.error(`watching ${String(length)} ${length === 1 ? 'folder' : 'folders'}`);
  await lastValueFrom(
    changed$.pipe(
      buffer(changed$.pipe(debounceTime(SETTLE))),
      map((files) => new Set(files)),
      tap((files) => {
        sessions = tryUpdate(sessions, files, options, io);
        folders$.next([...new Set([...folders$.value.filter(existsSync), ...foldersOf(sessions)])]);
      }),
      takeUntil(fromEvent(signal, 'abort')),
    ),
    { defaultValue: undefined },
  );
  return 0;
};

const open = (options: Options): readonly OpenFiles[] =>
  groupsOf(filesOf(options.patterns), options.project).flatMap(openFor);

const localFiles = ({ reader }: OpenFiles): readonly string[] =>
  reader.dependencies().filter((file) => !file.includes('/node_modules/'));

const changesIn = (folder: string): Observable<string> =>
  new Observable((subscriber) => {
    const watcher = watchFolder(folder, (_, name) => {
      if (name !== null) subscriber.next(join(folder, name));
    });
    watcher.on('error', () => {
      subscriber.complete();
    });
    return () => {
      watcher.close();
    };
  });

const foldersOf = (sessions: readonly OpenFiles[]): readonly string[] => [
  ...new Set(sessions.flatMap(localFiles).map((file) => dirname(file))),
];

/** A change may leave nothing to read, such as a file that is deleted and comes back. The next change then starts anew. */
const tryUpdate = (...input: Parameters<typeof update>): readonly OpenFiles[] => {
  try {
    return update(...input);
  } catch (error) {
    const [, , , io] = input;
    if (!isUsageProblem(error)) throw error;
    io.error(`${error.message}; waiting for it`);
    return [];
  }
};

/** Reads everything again when a file was added or removed, or when a tsconfig changed. */
const update = (
  sessions: readonly OpenFiles[],
  files: ReadonlySet<string>,
  options: Options,
  io: Io,
): readonly OpenFiles[] => {
  const start = performance.now();
  const isKnown = [...files].every(
    (file) =>
      !file.endsWith('.json') &&
      onDisk(file) !== undefined &&
      sessions.some((session) => localFiles(session).includes(file)),
  );
  const now = isKnown ? sessions : open(options);
  for (const session of now) {
    const changed = isKnown ? [...files].filter((file) => session.reader.refresh(file)) : session.files;
    if (changed.length > 0)
      emit(session, isKnown ? session.reader.reachedBy(session.files, new Set(changed)) : changed, options, io);
  }
  io.error(`done in ${String(Math.round(performance.now() - start))} ms`);
  return now;
};

const emit = ({ reader }: OpenFiles, files: readonly string[], options: Options, io: Io): void => {
  const results = readFiles(reader, files, options.strict);
  report([...found(results, options), ...agentErrors(reader.agents())], options, io);
  for (const output of outputsOf(results, options))
    if (onDisk(output.path) !== output.text) {
      write(output);
      io.error(`wrote ${relativePath(output.path)}`);
    }
};
