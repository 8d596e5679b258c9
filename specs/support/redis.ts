import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';

/** A Redis of a spec's own, on loopback and in memory. */
export interface RedisServer {
  readonly port: number;
  /** Ends it; kept in memory only, so nothing is left. */
  stop(): Promise<void>;
}

export const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });

/** @throws where `redis-server` is not installed. */
export const startRedis = async (): Promise<RedisServer> => {
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), 'rxswarm-redis-'));
  const options = ['--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', folder];
  const server = spawn('redis-server', ['--port', String(port), ...options], { stdio: 'ignore' });
  // Also where the process ends before it is stopped.
  const kill = () => void server.kill('SIGKILL');
  process.once('exit', kill);
  await running(server);
  await answering(port);
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

export const running = (server: ChildProcess): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('spawn', resolve);
    server.once('error', (cause) => {
      const remedy = 'install it (`apt-get install redis-server`), these specs need a real one';
      reject(new Error(`redis-server could not be started: ${remedy}.`, { cause }));
    });
  });

export const answering = async (port: number): Promise<void> => {
  const client = new Redis({ port, retryStrategy: () => 10, maxRetriesPerRequest: null });
  client.on('error', () => undefined);
  await client.ping();
  client.disconnect();
};
