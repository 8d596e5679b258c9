import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { answering, freePort } from './redis.ts';

/** A Redis that keeps what it was told, whatever ends it. */
export interface DurableRedis {
  readonly port: number;
  /** Ends it, politely or not, and starts it again on what it has kept, once `meanwhile` has happened; one at a time. */
  restart(signal: 'SIGTERM' | 'SIGKILL', meanwhile?: () => Promise<unknown>): Promise<void>;
  readonly restarts: () => number;
  stop(): Promise<void>;
}

/**
 * Each command is in its file before it is answered: `appendfsync no` leaves out the disk, which a process that is killed
 * does not need, and so never waits for it with what it has to write.
 */
const KEEPING = ['--appendonly', 'yes', '--appendfsync', 'no', '--auto-aof-rewrite-percentage', '0', '--save', ''];

export const durableRedis = async (): Promise<DurableRedis> => {
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), 'rxswarm-redis-'));
  const start = async (): Promise<ChildProcess> => {
    const server = spawn('redis-server', ['--port', `${port}`, '--bind', '127.0.0.1', '--dir', folder, ...KEEPING], {
      stdio: 'ignore',
    });
    await answering(server, port);
    return server;
  };
  let server = await start();
  const kill = (): void => void server.kill('SIGKILL');
  process.once('exit', kill);
  let restarts = 0;
  let turn = Promise.resolve();
  const end = async (signal: 'SIGTERM' | 'SIGKILL'): Promise<void> => {
    const ended = new Promise((resolve) => server.once('exit', resolve));
    server.kill(signal);
    await ended;
  };
  return {
    port,
    restart(signal, meanwhile) {
      turn = turn.then(async () => {
        await end(signal);
        await meanwhile?.();
        server = await start();
        restarts++;
      });
      return turn;
    },
    restarts: () => restarts,
    async stop() {
      await turn;
      await end('SIGKILL');
      process.off('exit', kill);
      rmSync(folder, { recursive: true, force: true });
    },
  };
};
