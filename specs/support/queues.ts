import { Queue } from 'bullmq';
import type { Agent, RunEvent, Swarm } from 'rxswarm';
import { worker, type RemoteAgent, type RunWorker, type WorkerOptions } from 'rxswarm/bullmq';
import { catchError, map, of, type Observable } from 'rxjs';
import { collect } from './collect.ts';
import { rest } from './process.ts';
import { startRedis, type RedisServer } from './redis.ts';

// A busy machine takes its time, and Redis with it.
jest.setTimeout(30_000);

/** Queues on the spec's own Redis, and workers on them. All of them end with the spec. */
export interface Queues {
  readonly server: RedisServer;
  /** Makes a new queue, or opens a named one. Each call returns a `Queue` with its own connection. */
  queue(name?: string): Queue;
  /** Starts a worker that notices a lost worker quickly, and resolves when it is ready. */
  worker(
    queue: Queue,
    swarm: Pick<Swarm, 'run'>,
    agents: readonly Agent[],
    options?: WorkerOptions,
  ): Promise<RunWorker>;
  /** Closes the workers and queues of the test. */
  clear(): Promise<void>;
  stop(): Promise<void>;
}

export const startQueues = async (): Promise<Queues> => {
  const server = await startRedis();
  let count = 0;
  let workers: RunWorker[] = [];
  let queues: Queue[] = [];
  const clear = async (): Promise<void> => {
    await Promise.all(workers.map((each) => each.close(0)));
    await Promise.all(queues.map((each) => each.close()));
    workers = [];
    queues = [];
  };
  return {
    server,
    queue(name = `queue-${++count}`) {
      const queue = new Queue(name, { connection: { port: server.port, host: '127.0.0.1' } });
      queue.on('error', () => undefined);
      queues.push(queue);
      return queue;
    },
    async worker(queue, swarm, agents, options) {
      const quick = { lockDuration: 400, stalledInterval: 200, retryDelay: 20, log: { error: () => undefined } };
      const started = worker(queue, swarm, agents, { ...quick, ...options });
      workers.push(started);
      await started.ready;
      return started;
    },
    clear,
    async stop() {
      await clear();
      // Waits until the readers have released their connections.
      await rest(150);
      await server.stop();
    },
  };
};

/** Collects all events of a run, and its error at the end, if it failed. */
export const everything = (run$: Observable<RunEvent<RemoteAgent>>): Promise<readonly unknown[]> =>
  collect<unknown>(run$.pipe(catchError((error: unknown) => of(error))));

/** Returns the events of the plain run after a round trip through JSON, as a watcher receives them. */
export const overWire = (events$: Observable<unknown>): Promise<readonly unknown[]> =>
  collect(events$.pipe(map((event) => JSON.parse(JSON.stringify(event)) as unknown)));
