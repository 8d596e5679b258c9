import { watch as watchFolder } from 'node:fs';
import { dirname, join } from 'node:path';
import {
  buffer,
  debounceTime,
  filter,
  fromEvent,
  lastValueFrom,
  map,
  merge,
  Observable,
  share,
  takeUntil,
  tap,
} from 'rxjs';
import { filesOf } from './files.ts';
import { relativePath } from './format/locate.ts';
import type { Io } from './io.ts';
import type { Options } from './options.ts';
import { onDisk, outputsOf, write } from './outputs.ts';
import { reachedBy } from './parse/imports.ts';
import { openFor, readAgents, readFiles, type OpenFiles } from './read.ts';
import { found, report } from './run.ts';
import { groupsOf } from './results.ts';

/** Milliseconds to wait for further changes, because editors write a file in several steps. */
const SETTLE = 20;

/** Writes the modules, and writes them again after each change, until the signal aborts. */
export const watch = async (options: Options, io: Io, signal: AbortSignal): Promise<number> => {
  let sessions = open(options);
  for (const session of sessions) emit(session, session.files, options, io);
  const folders = new Set(sessions.flatMap(localFiles).map((file) => dirname(file)));
  const changed$ = merge(...[...folders].map(changesIn)).pipe(
    filter((file) => /\.[cm]?[jt]sx?$/.test(file) && !/\.schemas\.[cm]?ts$/.test(file)),
    share(),
  );
  io.error(`watching ${String(folders.size)} ${folders.size === 1 ? 'folder' : 'folders'}`);
  await lastValueFrom(
    changed$.pipe(
      buffer(changed$.pipe(debounceTime(SETTLE))),
      map((files) => new Set(files)),
      tap((files) => {
        sessions = update(sessions, files, options, io);
      }),
      takeUntil(fromEvent(signal, 'abort')),
    ),
    { defaultValue: undefined },
  );
  return 0;
};

const open = (options: Options): readonly OpenFiles[] =>
  groupsOf(filesOf(options.patterns), options.project).flatMap(openFor);

const localFiles = ({ program }: OpenFiles): readonly string[] =>
  program.dependencies().filter((file) => !file.includes('/node_modules/'));

const changesIn = (folder: string): Observable<string> =>
  new Observable((subscriber) => {
    const watcher = watchFolder(folder, (_, name) => {
      if (name !== null) subscriber.next(join(folder, name));
    });
    watcher.on('error', (error) => {
      subscriber.error(error);
    });
    return () => {
      watcher.close();
    };
  });

/** Reads everything again when a file was added or removed. */
const update = (
  sessions: readonly OpenFiles[],
  files: ReadonlySet<string>,
  options: Options,
  io: Io,
): readonly OpenFiles[] => {
  const start = performance.now();
  const isKnown = [...files].every(
    (file) => onDisk(file) !== undefined && sessions.some((session) => localFiles(session).includes(file)),
  );
  const now = isKnown ? sessions : open(options);
  for (const session of now) {
    const changed = isKnown ? [...files].filter((file) => session.program.refresh(file)) : session.files;
    if (changed.length > 0)
      emit(
        session,
        isKnown ? reachedBy(session.program.reading(), session.files, new Set(changed)) : changed,
        options,
        io,
      );
  }
  io.error(`done in ${String(Math.round(performance.now() - start))} ms`);
  return now;
};

const emit = ({ program }: OpenFiles, files: readonly string[], options: Options, io: Io): void => {
  const results = readFiles(program, files, options.strict);
  report([...found(results), ...readAgents(program).agents], options, io);
  for (const output of outputsOf(results, options))
    if (onDisk(output.path) !== output.text) {
      write(output);
      io.error(`wrote ${relativePath(output.path)}`);
    }
};
