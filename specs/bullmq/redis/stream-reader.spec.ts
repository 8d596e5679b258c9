import { Queue } from 'bullmq';
import { Redis } from 'ioredis';
import { readerOf } from '../../../lib/bullmq/redis/stream-reader.ts';
import { rest } from '../../support/process.ts';
import { startRedis, type RedisServer } from '../../support/redis.ts';
import { until } from '../../support/until.ts';

describe('readerOf()', () => {
  let server: RedisServer;
  let queue: Queue;
  let writer: Redis;
  beforeAll(async () => {
    server = await startRedis();
    queue = new Queue('reading', { connection: { port: server.port, host: '127.0.0.1' } });
    writer = new Redis({ port: server.port });
    await queue.waitUntilReady();
  });
  afterAll(async () => {
    await rest(150);
    await queue.close();
    writer.disconnect();
    await server.stop();
  });

  const reading = (seen: string[]) =>
    readerOf(queue)
      .read('stream', '0-0')
      .subscribe({ next: ({ fields: [, value = ''] }) => seen.push(value), error: () => undefined });

  it('emits all entries to a new subscriber, also when an entry is written at that moment', async () => {
    const write = (value: number) => writer.xadd('stream', '*', 'value', String(value));
    for (let value = 0; value < 5; value++) await write(value);
    const first: string[] = [];
    const one = reading(first);
    await until(() => first.length === 5, 'what is there');
    for (let value = 5; value < 25; value++) {
      const late: string[] = [];
      const written = write(value);
      const two = reading(late);
      await written;
      await until(() => late.length > value && first.length > value, 'the entry');
      two.unsubscribe();
      expect(late).toEqual(first);
    }
    one.unsubscribe();
  });
});
