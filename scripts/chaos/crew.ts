import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { WorkEvent } from 'rxswarm/bullmq';
import type { WorkerJob } from './worker.ts';

/** Worker processes. A lost one is replaced. */
export interface Crew {
  /** Kills a worker by SIGKILL. */
  kill(pid: number): Promise<void>;
  /** Freezes a worker by SIGSTOP, which it cannot notice. */
  stop(pid: number): void;
  /** Wakes a frozen worker. */
  wake(pid: number): void;
  /** Closes all workers. Resolves to their exit codes and signals; 0 means that nothing kept the process alive. */
  close(): Promise<readonly (number | string)[]>;
  /** Counts of the workers' events. */
  readonly events: Readonly<Record<WorkEvent['status'], number>>;
  /** Returns the runs whose end the workers told more than once. */
  readonly endedTwice: () => readonly string[];
}

/** Milliseconds that a worker has to close and exit. */
const DEADLINE = 20_000;

export const crewOf = async (
  module: string,
  size: number,
  job: WorkerJob,
  onHeld: (id: string, worker: number) => void,
): Promise<Crew> => {
  const hands = new Map<number, ChildProcess>();
  const ends = new Map<string, number>();
  const events = { begun: 0, resumed: 0, ended: 0, failed: 0, broken: 0, 'handed-back': 0, lost: 0, refused: 0 };
  let isClosing = false;

  const hear = (message: unknown, worker: number): void => {
    const { status, id } = message as WorkEvent;
    if (!(status in events)) return;
    events[status]++;
    if (status === 'begun' || status === 'resumed') onHeld(id, worker);
    if (status === 'ended' || status === 'failed') ends.set(id, (ends.get(id) ?? 0) + 1);
  };
  const hire = async (): Promise<void> => {
    const child = fork(module, [JSON.stringify(job)], { execArgv: [], stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
    hands.set(Number(child.pid), child);
    child.on('message', (message) => hear(message, Number(child.pid)));
    child.once('exit', () => {
      hands.delete(Number(child.pid));
      if (!isClosing) hire().catch(() => undefined);
    });
    await once(child, 'message');
  };
  const end = async (child: ChildProcess): Promise<number | string> => {
    const late = setTimeout(() => child.kill('SIGKILL'), DEADLINE);
    const ended = once(child, 'exit');
    child.kill('SIGCONT');
    child.send('close', () => undefined);
    const [code, signal] = (await ended) as [number | null, string | null];
    clearTimeout(late);
    return code ?? signal ?? '';
  };

  const killAll = (): void => hands.forEach((child) => child.kill('SIGKILL'));
  // A frozen worker would not notice that this process is gone.
  process.once('exit', killAll);
  await Promise.all(Array.from({ length: size }, hire));
  return {
    async kill(pid) {
      const child = hands.get(pid);
      if (child === undefined) return;
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
    },
    stop: (pid) => void hands.get(pid)?.kill('SIGSTOP'),
    wake: (pid) => void hands.get(pid)?.kill('SIGCONT'),
    async close() {
      isClosing = true;
      const ends = await Promise.all([...hands.values()].map(end));
      process.off('exit', killAll);
      return ends;
    },
    events,
    endedTwice: () => [...ends].filter(([, count]) => count > 1).map(([id]) => id),
  };
};
