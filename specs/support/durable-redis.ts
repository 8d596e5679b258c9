import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { answering, freePort, redisServer } from './redis.ts';

/** A Redis that keeps its data through restarts. */
export interface DurableRedis {
  readonly port: number;
  /**
   * Stops Redis, gracefully or by a kill, and starts it on the same data after `meanwhile`. Restarts run one at a
   * time.
   */
  restart(signal: 'SIGTERM' | 'SIGKILL', meanwhile?: () => Promise<unknown>): Promise<void>;
  readonly restarts: () => number;
  stop(): Promise<void>;
}

/**
 * Writes each command to its file before answering. `appendfsync no` skips the disk, because a killed process does not
 * need it.
 */
const KEEPING = ['--appendonly', 'yes', '--appendfsync', 'no', '--auto-aof-rewrite-percentage', '0', '--save', ''];

export const durableRedis = async (): Promise<DurableRedis> => {
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), 'rxswarm-redis-'));
  const start = async (): Promise<ChildProcess> => {
    const server = spawn(redisServer(), ['--port', `${port}`, '--bind', '127.0.0.1', '--dir', folder, ...KEEPING], {
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
