import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { filter, fromEvent, map, merge, Observable, share, type Subscription } from 'rxjs';
import type { Told } from './worker.ts';

/** A worker's report. `worker` is its number, from 1. */
export interface Heard {
  readonly worker: number;
  readonly told: Told;
}

/** Workers, each in a process of its own. */
export interface Crew {
  /** Reports of all workers. Hot. */
  readonly heard$: Observable<Heard>;
  /** Kills a worker without notice. */
  readonly kill: (worker: number) => void;
}

const MODULE = fileURLToPath(new URL('./worker.ts', import.meta.url));

/** Starts `size` workers, and kills them when unsubscribed. */
export const crew = (size: number, args: readonly string[], env: NodeJS.ProcessEnv): Observable<Crew> =>
  new Observable((subscriber) => {
    const children = Array.from({ length: size }, () => fork(MODULE, args, { env }));
    const heard$ = merge(...children.map(heard)).pipe(share());
    const failed: Subscription = merge(...children.map(failure)).subscribe({
      next: (error) => subscriber.error(error),
      error: (error: unknown) => subscriber.error(error),
    });
    const killAll = (): void => children.forEach((child) => child.kill('SIGKILL'));
    process.once('exit', killAll);
    subscriber.next({ heard$, kill: (worker) => void children[worker - 1]?.kill('SIGKILL') });
    return () => {
      process.off('exit', killAll);
      failed.unsubscribe();
      killAll();
    };
  });

const heard = (child: ChildProcess, index: number): Observable<Heard> =>
  fromEvent(child, 'message').pipe(map((message) => ({ worker: index + 1, told: (message as [Told])[0] })));

/** Emits an error when a worker cannot start or exits by itself. A kill is part of the demo. */
const failure = (child: ChildProcess): Observable<unknown> =>
  merge(
    fromEvent(child, 'error'),
    fromEvent(child, 'exit').pipe(
      filter((ended) => (ended as [number | null])[0] !== null),
      map(() => new Error('A worker process has exited.')),
    ),
  );
