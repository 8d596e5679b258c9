import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';

/** A Redis that one spec starts for itself, on loopback and in memory. */
export interface RedisServer {
  readonly port: number;
  /** Ends it. Nothing is left, because it keeps its data in memory only. */
  stop(): Promise<void>;
}

/**
 * Ports below those that the system gives to connections: a client that connects while a Redis restarts could be given
 * that very port, connect to itself and keep it.
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

/** The program that the variable REDIS_SERVER names, which may be Valkey's, or else `redis-server` on the path. */
export const redisServer = (): string => process.env['REDIS_SERVER'] || 'redis-server';

/** Starts a Redis on a free port, and resolves when it answers. @throws an error that says how to get one. */
export const startRedis = async (): Promise<RedisServer> => {
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), 'rxswarm-redis-'));
  const options = ['--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', folder];
  const server = spawn(redisServer(), ['--port', String(port), ...options], { stdio: 'ignore' });
  // Ends the server with the process, if the spec does not stop it.
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

const REMEDY =
  'Install it (`brew install redis` on macOS, `apt-get install redis-server` on Debian, in WSL on Windows), ' +
  'or name the program in the variable REDIS_SERVER.';

/** Resolves when the server answers. @throws an error where it cannot be started, or ends. */
export const answering = async (server: ChildProcess, port: number): Promise<void> => {
  const client = new Redis({ port, lazyConnect: true, retryStrategy: () => 10, maxRetriesPerRequest: null });
  client.on('error', () => undefined);
  const ended = new Promise<never>((_resolve, reject) => {
    server.once('exit', (code, signal) => reject(new Error(`redis-server has ended: ${code ?? signal}.`)));
    server.once('error', (cause) => {
      reject(new Error(`These specs need a Redis, and ${redisServer()} could not be started. ${REMEDY}`, { cause }));
    });
  });
  try {
    await Promise.race([ended, client.ping()]);
  } finally {
    client.disconnect();
  }
};
