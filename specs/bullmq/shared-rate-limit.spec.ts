import type { Queue } from 'bullmq';
import { SwarmError } from 'rxswarm';
import type { ChatModel } from 'rxswarm/models';
import { sharedRateLimit } from 'rxswarm/bullmq';
import { scriptedModel } from 'rxswarm/testing';
import { EMPTY, NEVER, Subscription } from 'rxjs';
import { usage } from '../support/chunks.ts';
import { startQueues, type Queues } from '../support/queues.ts';
import { rest } from '../support/process.ts';
import { until } from '../support/until.ts';
import { REQUEST } from '../support/wire.ts';

describe('sharedRateLimit()', () => {
  let queues: Queues;
  let all: Subscription;
  beforeAll(async () => {
    queues = await startQueues();
  });
  beforeEach(() => {
    all = new Subscription();
  });
  afterEach(async () => {
    all.unsubscribe();
    await rest(20);
    await queues.clear();
  });
  afterAll(() => queues.stop());

  /** Sends so many, and says how many have begun. */
  const send = (model: ChatModel, count: number, errors: unknown[] = []): void => {
    for (let i = 0; i < count; i++)
      all.add(model(REQUEST).subscribe({ error: (error: unknown) => errors.push(error) }));
  };
  const counted = (answer: ChatModel = () => EMPTY) => {
    let begun = 0;
    const model: ChatModel = (request) => (begun++, answer(request));
    return { model, begun: () => begun };
  };
  /** Moves all that was counted back in time. */
  const pass = async (queue: Queue, key: string, milliseconds: number): Promise<void> => {
    const client = await queue.getBackend().client;
    const moments = `rxswarm:limit:{${key}}:moments`;
    for (const member of await client.zrange(moments, 0, -1)) {
      client.defineCommand('shift', {
        numberOfKeys: 1,
        lua: "return redis.call('ZINCRBY', KEYS[1], ARGV[1], ARGV[2])",
      });
      await client.runCommand('shift', [moments, -milliseconds, member]);
    }
  };

  it('counts the requests of all processes together, and lets more through after a minute', async () => {
    const [one, two] = [queues.queue(), queues.queue()];
    const { model, begun } = counted();
    const options = { key: 'requests', requestsPerMinute: 5 };
    send(sharedRateLimit(one, options)(model), 4);
    await until(() => begun() === 4);
    send(sharedRateLimit(two, options)(model), 4);
    await until(() => begun() === 5);
    await rest(50);
    expect(begun()).toBe(5);
    await pass(one, 'requests', 60_000);
    await until(() => begun() === 8);
  });

  it('counts tokens, corrected by real usage', async () => {
    const queue = queues.queue();
    const options = { key: 'tokens', tokensPerMinute: 100, estimate: () => 60 };
    const { model, begun } = counted(scriptedModel([{ content: 'Hi', usage: usage(5, 5) }, 'Hi', 'Hi', 'Hi']));
    const limited = sharedRateLimit(queue, options)(model);
    send(limited, 1);
    await until(() => begun() === 1);
    await rest(20);
    send(limited, 2);
    await until(() => begun() === 2);
    await rest(50);
    expect(begun()).toBe(2);
  });

  it('lets a request above the whole limit through alone', async () => {
    const { model, begun } = counted();
    send(sharedRateLimit(queues.queue(), { key: 'large', tokensPerMinute: 10, estimate: () => 60 })(model), 2);
    await until(() => begun() === 1);
    await rest(50);
    expect(begun()).toBe(1);
  });

  it('holds all processes after a 429 at one, as long as the server asks', async () => {
    const [one, two] = [queues.queue(), queues.queue()];
    const busy = scriptedModel([{ error: new SwarmError('http', 'Slow down.', { status: 429, retryAfter: 200 }) }]);
    const errors: unknown[] = [];
    send(sharedRateLimit(one, { key: 'busy' })(busy), 1, errors);
    await until(() => errors.length === 1);
    await rest(20);
    const { model, begun } = counted();
    const begin = Date.now();
    send(sharedRateLimit(two, { key: 'busy' })(model), 1);
    await until(() => begun() === 1);
    expect(Date.now() - begin).toBeGreaterThan(120);
  });

  it('gives the counted request back when its subscriber leaves', async () => {
    const queue = queues.queue();
    const { model, begun } = counted(() => NEVER);
    const limited = sharedRateLimit(queue, { key: 'left', requestsPerMinute: 1 })(model);
    const gone = limited(REQUEST).subscribe({ error: () => undefined });
    gone.unsubscribe();
    await rest(20);
    send(limited, 1);
    await until(() => begun() === 1);
    const waiting = limited(REQUEST).subscribe({ error: () => undefined });
    await rest(20);
    waiting.unsubscribe();
    await pass(queue, 'left', 60_000);
    send(limited, 1);
    await until(() => begun() === 2);
  });

  it('lets others through when requests before them in line are unsubscribed from', async () => {
    const { model, begun } = counted(() => NEVER);
    const limited = sharedRateLimit(queues.queue(), { key: 'line', requestsPerMinute: 1 })(model);
    const [first, second] = [0, 1].map(() => limited(REQUEST).subscribe({ error: () => undefined }));
    second?.unsubscribe();
    first?.unsubscribe();
    await rest(30);
    send(limited, 1);
    await until(() => begun() === 1);
  });

  it('sets an expiry on its keys', async () => {
    const queue = queues.queue();
    const { model, begun } = counted();
    send(sharedRateLimit(queue, { key: 'short', requestsPerMinute: 1 })(model), 1);
    await until(() => begun() === 1);
    const client = await queue.getBackend().client;
    client.defineCommand('left', { numberOfKeys: 1, lua: "return redis.call('PTTL', KEYS[1])" });
    expect(await client.runCommand('left', ['rxswarm:limit:{short}'])).toBeGreaterThan(0);
  });

  it('throws for a limit below 1', () => {
    expect(() => sharedRateLimit(queues.queue(), { key: 'x', requestsPerMinute: 0 })).toThrow(
      /must be a number from 1 up, got 0/,
    );
  });
});
