import { Queue } from 'bullmq';
import type { Agent, RunEvent, Swarm } from 'rxswarm';
import { worker, type RemoteAgent, type RunWorker, type WorkerOptions } from 'rxswarm/bullmq';
import { catchError, map, of, type Observable } from 'rxjs';
import { collect } from './collect.ts';
import { rest } from './process.ts';
import { startRedis, type RedisServer } from './redis.ts';

/** Queues on a Redis of the spec's own, and what works on them; all of it ends with the spec. */
export interface Queues {
  readonly server: RedisServer;
  /** A new queue, unless it is named; each call gives a `Queue` with a connection of its own. */
  queue(name?: string): Queue;
  /** A worker that is ready, quick to notice what is lost. */
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
      // Until the readers have let go of their connections.
      await rest(150);
      await server.stop();
    },
  };
};

/** All events of a run, and last what it errored with, if it did. */
export const everything = (run$: Observable<RunEvent<RemoteAgent>>): Promise<readonly unknown[]> =>
  collect<unknown>(run$.pipe(catchError((error: unknown) => of(error))));

/** What a watcher of the plain run would see: through JSON, as a wire carries it. */
export const overWire = (events$: Observable<unknown>): Promise<readonly unknown[]> =>
  collect(events$.pipe(map((event) => JSON.parse(JSON.stringify(event)) as unknown)));
