import { fork } from 'node:child_process';
import { once } from 'node:events';
import type { Report, WatcherJob } from './watcher.ts';

/** Somebody who watches runs and does not read: frozen as soon as it has seen the first event of all. */
export interface NeverReads {
  readonly watch: (id: string) => void;
  /** Lets it read at last: what it saw of each run, to its end, and how it ended itself. */
  reports(): Promise<{ readonly texts: ReadonlyMap<string, string>; readonly end: number | string }>;
}

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

/** Milliseconds. */
const DEADLINE = 60_000;
