import { Queue } from 'bullmq';
import { Agent, Swarm } from 'rxswarm';
import { cancel, submit, submitFlow, watch, worker, type RunWorker } from 'rxswarm/bullmq';
import { scriptedModel } from 'rxswarm/testing';
import { from, lastValueFrom, NEVER, timeout } from 'rxjs';
import { durableRedis, type DurableRedis } from '../support/durable-redis.ts';
import { resourcesFromNow, rest } from '../support/process.ts';
import { everything } from '../support/queues.ts';
import { freePort } from '../support/redis.ts';
import { until } from '../support/until.ts';

const messages = [{ role: 'user', content: 'Hi' }] as const;
const ada = new Agent({ name: 'Ada' });

// Clients are slower to come back than Redis is: for a second, they wait.
describe('after an outage of Redis', () => {
  let left: ReturnType<typeof resourcesFromNow>;
  let redis: DurableRedis;
  let queue: Queue;
  let events: string[];
  beforeEach(async () => {
    left = resourcesFromNow();
    redis = await durableRedis();
    queue = new Queue('outage', { connection: { port: redis.port, host: '127.0.0.1' } });
    queue.on('error', () => undefined);
    await queue.waitUntilReady();
  });
  // A client waits for two seconds whether its socket closes, also where it has none.
  const nothingLeft = () => until(() => left().sockets + left().timers === 0, 'an end of sockets and timers', 4000);
  const end = async (): Promise<void> => {
    await queue.close();
    await redis.stop();
    await nothingLeft();
  };
  const works = async (swarm = new Swarm(scriptedModel(['One', 'Two']))): Promise<RunWorker> => {
    const quiet = { log: { error: () => undefined } };
    const started = worker(queue, swarm, [ada], quiet);
    events = [];
    started.events$.subscribe({ next: ({ status }) => events.push(status), error: () => undefined });
    await started.ready;
    return started;
  };
  const within = <T>(milliseconds: number, promise: Promise<T>): Promise<T | undefined> =>
    lastValueFrom(from(promise).pipe(timeout(milliseconds)), { defaultValue: undefined });
  const run$ = () => submit(queue, { agent: ada, messages });

  it('the next watcher sees all of a run, though the one before left during the outage', async () => {
    const watching = run$().subscribe({ error: () => undefined });
    await rest(100);
    await redis.restart('SIGKILL');
    watching.unsubscribe();
    await rest(200);

    const worker = await works();
    const events = await within(5000, everything(run$()));
    expect(events?.at(-1)).toHaveProperty('response');
    await worker.close();
    await end();
  });

  it('a worker closes before it is connected again', async () => {
    const worker = await works();
    await redis.restart('SIGKILL');
    await within(5000, worker.close());
    await end();
  });

  it('that begins while a worker closes, the worker closes a second after its deadline', async () => {
    const worker = await works(new Swarm(() => NEVER));
    const watching = run$().subscribe({ error: () => undefined });
    await until(() => events.includes('begun'), 'a run at work');
    const closed = within(4000, worker.close(500));
    await redis.restart('SIGKILL', () => closed);
    watching.unsubscribe();
    await end();
  });

  it('that does not end, a worker closes within its deadline', async () => {
    const worker = await works();
    await redis.stop();
    await rest(50);
    await within(1000, worker.close(300));
    (await queue.getBackend().client).disconnect();
    await nothingLeft();
  });
});

describe('without Redis', () => {
  const away = async () => {
    const queue = new Queue('away', { connection: { port: await freePort(), host: '127.0.0.1' } });
    queue.on('error', () => undefined);
    return queue;
  };
  const run = { id: 'a', agent: ada, messages };
  const wait = { redisTimeout: 50 };

  it.each<readonly [string, (queue: Queue) => Promise<unknown>]>([
    ['submit()', async (queue) => (await everything(submit(queue, run, wait))).at(-1)],
    ['submitFlow()', async (queue) => (await everything(submitFlow(queue, run, [{ ...run, id: 'b' }], wait))).at(-1)],
    ['watch()', async (queue) => (await everything(watch(queue, 'a', wait))).at(-1)],
    ['cancel()', (queue) => cancel(queue, 'a', wait).catch((error: unknown) => error)],
  ])('%s fails with a network error after redisTimeout', async (_, call) => {
    const queue = await away();
    expect(await call(queue)).toMatchObject({
      type: 'network',
      message: 'Redis has not answered within 50 ms: it may be down.',
    });
    await queue.close();
  });

  it.each([0, -1, NaN, null, '10'])('submit() refuses a redisTimeout of %p', async (redisTimeout) => {
    const queue = await away();
    const [error] = await everything(submit(queue, run, { redisTimeout } as { redisTimeout: number }));
    expect(error).toMatchObject({ type: 'usage', message: expect.stringMatching(/^redisTimeout is /) as unknown });
    await queue.close();
  });

  it.each<readonly [string, () => unknown]>([
    [
      'throws',
      () => {
        throw new Error('The log is full.');
      },
    ],
    ['rejects', () => Promise.reject(new Error('The log is full.'))],
  ])('a worker goes on when its log %s', async (_, fail) => {
    const queue = await away();
    const error = jest.fn(fail);
    const unhandled = jest.fn();
    process.on('unhandledRejection', unhandled);
    const started = worker(queue, new Swarm(scriptedModel([])), [ada], { log: { error } });
    started.ready.catch(() => undefined);
    await until(() => error.mock.calls.length > 1, 'two failures');
    await started.close(10);
    await queue.close();
    await rest(20);
    process.off('unhandledRejection', unhandled);
    expect(unhandled).not.toHaveBeenCalled();
  });
});
