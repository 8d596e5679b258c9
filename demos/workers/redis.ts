import { spawn } from 'node:child_process';
import { createServer, type AddressInfo } from 'node:net';
import { Redis } from 'ioredis';
import { catchError, defer, from, map, mergeMap, Observable, of, throwError } from 'rxjs';

/** A Redis that answers. */
export interface RedisAt {
  readonly url: string;
  /** True when the demo started it; it then ends with the demo. */
  readonly isOwn: boolean;
}

/** Emits the Redis at an address. When none answers there, starts one that is up while someone is subscribed. */
export const redis = (url = process.env['REDIS_URL'] || 'redis://127.0.0.1:6379'): Observable<RedisAt> =>
  defer(() => from(answers(url))).pipe(
    mergeMap((isThere) =>
      isThere ? of({ url, isOwn: false }) : ownRedis().pipe(map((own) => ({ url: own, isOwn: true }))),
    ),
  );

const answers = async (url: string, patience = 1): Promise<boolean> => {
  const client = new Redis(url, {
    lazyConnect: true,
    maxRetriesPerRequest: null,
    connectTimeout: 1000,
    retryStrategy: (times) => (times < patience ? 20 : null),
  });
  // The commands below report the error.
  client.on('error', () => undefined);
  try {
    await client.connect().catch(() => undefined);
    await client.ping();
    return true;
  } catch {
    return false;
  } finally {
    client.disconnect();
  }
};

/** Keeps everything in memory: nothing is written to disk. */
const OPTIONS = ['--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'];

const ownRedis = (): Observable<string> =>
  defer(() => from(freePort())).pipe(
    mergeMap((port) => server(port)),
    mergeMap((url) => from(answers(url, 200)).pipe(map(() => url))),
    catchError((error: unknown) => throwError(() => explained(error))),
  );

const server = (port: number): Observable<string> =>
  new Observable((subscriber) => {
    const child = spawn('redis-server', ['--port', String(port), ...OPTIONS], { stdio: 'ignore' });
    const kill = (): void => void child.kill('SIGKILL');
    process.once('exit', kill);
    child.once('spawn', () => subscriber.next(`redis://127.0.0.1:${port}`));
    child.once('error', (error) => subscriber.error(error));
    child.once('exit', () => subscriber.error(new Error('redis-server has exited.')));
    return () => {
      process.off('exit', kill);
      kill();
    };
  });

const explained = (error: unknown): Error =>
  (error as NodeJS.ErrnoException).code === 'ENOENT'
    ? new Error(
        'No Redis answers at REDIS_URL, and redis-server is not installed: install it, or start a Redis and set REDIS_URL.',
      )
    : (error as Error);

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });
