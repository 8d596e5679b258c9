import { fork } from 'node:child_process';
import { once } from 'node:events';
import { filter, fromEvent, lastValueFrom, merge, take } from 'rxjs';

/** A group of worker processes that are ready. */
export interface Crew {
  /** Resolves when a number of runs have ended, counted from now. */
  readonly ended: (runs: number) => Promise<unknown>;
  stop(): Promise<unknown>;
}

export const crewOf = async (module: string, size: number, args: readonly string[]): Promise<Crew> => {
  const children = Array.from({ length: size }, () => fork(module, args, { execArgv: [] }));
  const kill = (): void => children.forEach((child) => child.kill('SIGKILL'));
  process.once('exit', kill);
  const ends = children.map((child) => once(child, 'exit'));
  // Node keeps messages without a listener for a later one. Those must not be counted.
  children.forEach((child) => child.on('message', () => undefined));
  const told$ = merge(...children.map((child) => fromEvent(child, 'message')));
  await lastValueFrom(told$.pipe(take(size)), { defaultValue: undefined });
  return {
    ended: (runs) =>
      lastValueFrom(
        told$.pipe(
          filter((message) => (message as [string])[0] === 'ended'),
          take(runs),
        ),
        { defaultValue: undefined },
      ),
    stop() {
      process.off('exit', kill);
      kill();
      return Promise.all(ends);
    },
  };
};
