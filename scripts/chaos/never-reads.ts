import { fork } from 'node:child_process';
import { once } from 'node:events';
import type { Report, WatcherJob } from './watcher.ts';

/** A watcher process that is frozen as soon as it has read the first event. */
export interface NeverReads {
  /** Makes it watch a run. */
  readonly watch: (id: string) => void;
  /** Wakes it. Resolves to the events of each run as text, and to its exit code. */
  reports(): Promise<{ readonly texts: ReadonlyMap<string, string>; readonly end: number | string }>;
}

/** Starts the watcher. */
export const neverReads = (module: string, job: WatcherJob): NeverReads => {
  const child = fork(module, [JSON.stringify(job)], { execArgv: [], stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const texts = new Map<string, string>();
  const ended = once(child, 'exit') as Promise<[number | null, string | null]>;
  const kill = (): void => void child.kill('SIGKILL');
  process.once('exit', kill);
  const freeze = (): void => void child.kill('SIGSTOP');
  child.once('message', freeze);
  child.on('message', ({ id, text }: Report) => {
    if (text !== undefined) texts.set(id, text);
  });
  return {
    watch: (id) => void child.send(id),
    async reports() {
      child.off('message', freeze);
      child.kill('SIGCONT');
      child.send('');
      const late = setTimeout(kill, DEADLINE);
      const [code, signal] = await ended;
      clearTimeout(late);
      process.off('exit', kill);
      return { texts, end: code ?? signal ?? '' };
    },
  };
};

/** Milliseconds that the watcher has to read everything and exit. */
const DEADLINE = 60_000;
