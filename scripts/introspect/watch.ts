import { existsSync, statSync, watch as watchFolder } from 'node:fs';
import { basename, dirname, join } from 'node:path';
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
import { filesOf, foldersOf } from './files.ts';
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
import { isWrittenModule } from './written-module.ts';

/** Milliseconds to wait for further changes, because editors write a file in several steps. */
const SETTLE = 20;

/** Writes the modules, and writes them again after each change, until the signal aborts. */
export const watch = async (options: Options, io: Io, signal: AbortSignal): Promise<number> => {
  let sessions = open(options);
  for (const session of sessions) emit(session, session.files, options, io);
  const folders$ = new BehaviorSubject(watched(sessions, options));
  const changed$ = folders$.pipe(
    distinctUntilChanged((before, after) => before.join() === after.join()),
    switchMap((folders) => merge(...folders.map(changesIn))),
    filter((path) => isRead(path) || isFolder(path)),
    share(),
  );
  const update = (files: ReadonlySet<string>): void => {
    sessions = tryUpdate(sessions, files, options, io);
    folders$.next([...new Set([...folders$.value.filter(existsSync), ...watched(sessions, options)])]);
  };
  const { length } = folders$.value;
  io.error(`watching ${String(length)} ${length === 1 ? 'folder' : 'folders'}`);
  await lastValueFrom(
    changed$.pipe(
      buffer(changed$.pipe(debounceTime(SETTLE))),
      map((files) => new Set(files)),
      tap((files) => {
        update(files);
        // A file may have come into a new folder before that was watched.
        if (hasOthers(sessions, options)) update(new Set());
      }),
      takeUntil(fromEvent(signal, 'abort')),
    ),
    { defaultValue: undefined },
  );
  return 0;
};

/** Returns true for a source and for a tsconfig. Written modules change by our own hand. */
const isRead = (path: string): boolean => /\.[cm]?[jt]sx?$|\.json$/.test(path) && !isWrittenModule(path);

const isFolder = (path: string): boolean =>
  !basename(path).startsWith('.') && statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;

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

/** Returns the folders in which a change matters: those of the files that are read, and those that a glob looks into. */
const watched = (sessions: readonly OpenFiles[], { patterns }: Options): readonly string[] => [
  ...new Set([...sessions.flatMap(localFiles).map((file) => dirname(file)), ...foldersOf(patterns)]),
];

/** Returns true where the patterns match other files than those that are open. */
const hasOthers = (sessions: readonly OpenFiles[], { patterns }: Options): boolean => {
  try {
    return (
      filesOf(patterns).join() !==
      sessions
        .flatMap(({ files }) => files)
        .toSorted()
        .join()
    );
  } catch (error) {
    if (isUsageProblem(error)) return false;
    throw error;
  }
};

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
  const changedFiles = [...files].filter((path) => !isFolder(path));
  const isKnown =
    changedFiles.length > 0 &&
    changedFiles.every(
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
