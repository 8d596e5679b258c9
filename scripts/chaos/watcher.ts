/** Watches runs in a process of its own and reports their events: `watcher.js '{"port":…,"queue":…}'`, then their ids as messages. */
import { Queue } from 'bullmq';
import type { RunEvent } from 'rxswarm';
import { watch, type RemoteAgent } from 'rxswarm/bullmq';
import { finalize, mergeMap, Subject, take, tap } from 'rxjs';
import { seenOf, textOf } from './seen.ts';

export interface WatcherJob {
  readonly port: number;
  readonly queue: string;
}

export interface Report {
  readonly id: string;
  /** The events as text, once the run has ended. Default: the first event has come. */
  readonly text?: string;
}

const { port, queue: name } = JSON.parse(process.argv[2] ?? '') as WatcherJob;
const queue = new Queue(name, { connection: { port, host: '127.0.0.1' } });
queue.on('error', () => undefined);
const tell = (report: Report): void => void process.send?.(report, () => undefined);

const ids$ = new Subject<string>();
ids$
  .pipe(
    mergeMap((id) => {
      let isFirst = true;
      const begun = tap<RunEvent<RemoteAgent>>(() => {
        if (isFirst) tell({ id });
        isFirst = false;
      });
      return seenOf(watch(queue, id).pipe(begun)).pipe(
        take(1),
        tap((seen) => tell({ id, text: textOf(seen) })),
      );
    }),
    finalize(() => void queue.close().then(() => process.disconnect())),
  )
  .subscribe();

let isClosing = false;
process.on('message', (id: string) => {
  isClosing = id === '';
  if (isClosing) ids$.complete();
  else ids$.next(id);
});
// Its parent is gone.
process.on('disconnect', () => isClosing || process.exit(3));
