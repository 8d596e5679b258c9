import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';

/** A Redis for one spec, on loopback and in memory. */
export interface RedisServer {
  readonly port: number;
  /** Stops it. Nothing is left, because it keeps everything in memory. */
  stop(): Promise<void>;
}

/**
 * Below the ports that connections get. Otherwise a client that connects during a restart could be given the very port
 * of the Redis.
 */
const [FIRST, COUNT] = [20_000, 12_000];

export const freePort = async (): Promise<number> => {
  for (;;) {
    const port = FIRST + Math.floor(Math.random() * COUNT);
    if (await isFree(port)) return port;
  }
};

const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer()
      .once('error', () => resolve(false))
      .listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });

/** @throws when `redis-server` is not installed. */
export const startRedis = async (): Promise<RedisServer> => {
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), 'rxswarm-redis-'));
  const options = ['--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', folder];
  const server = spawn('redis-server', ['--port', String(port), ...options], { stdio: 'ignore' });
  // Also when the process ends before it is stopped.
  const kill = () => void server.kill('SIGKILL');
  process.once('exit', kill);
  await answering(server, port);
  return {
    port,
    async stop() {
      const ended = new Promise((resolve) => server.once('exit', resolve));
      kill();
      process.off('exit', kill);
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
};

/**
 * Waits until it answers.
 * @throws when it cannot start, or ends.
 */
export const answering = async (server: ChildProcess, port: number): Promise<void> => {
  const client = new Redis({ port, lazyConnect: true, retryStrategy: () => 10, maxRetriesPerRequest: null });
  client.on('error', () => undefined);
  const ended = new Promise<never>((_resolve, reject) => {
    server.once('exit', (code, signal) => reject(new Error(`redis-server has ended: ${code ?? signal}.`)));
    server.once('error', (cause) => {
      const remedy = 'install it (`apt-get install redis-server`), these specs need a real one';
      reject(new Error(`redis-server could not be started: ${remedy}.`, { cause }));
    });
  });
  try {
    await Promise.race([ended, client.ping()]);
  } finally {
    client.disconnect();
  }
};
