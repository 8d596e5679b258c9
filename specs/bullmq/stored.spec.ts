import type { Queue } from 'bullmq';
import { Agent, Swarm, SwarmError } from 'rxswarm';
import { submit, watch } from 'rxswarm/bullmq';
import { scriptedModel } from 'rxswarm/testing';
import { everything, startQueues, type Queues } from '../support/queues.ts';

const messages = [{ role: 'user', content: 'Hi' }] as const;
const greet = () => 'Hello';
const ada = new Agent({ name: 'Ada', functions: [greet] });
const calling = { calls: [{ name: 'greet' }] };

describe('stored data', () => {
  let queues: Queues;
  beforeAll(async () => {
    queues = await startQueues();
  });
  afterEach(() => queues.clear());
  afterAll(() => queues.stop());

  const keysOf = async (queue: Queue): Promise<readonly string[]> => {
    const [, keys] = await (await queue.getBackend().client).scan('0', { MATCH: `${queue.toKey('')}*`, COUNT: 10_000 });
    return keys.map((key) => key.slice(queue.toKey('').length)).sort();
  };
  const ours = (keys: readonly string[]) => keys.filter((key) => /:run|rxswarm/.test(key));

  it('expires after the end of a run', async () => {
    const queue = queues.queue();
    await queues.worker(queue, new Swarm(scriptedModel([calling, 'Done', 'Done'])), [ada]);
    await everything(submit(queue, { id: 'a', agent: ada, messages }, { ttl: 300 }));
    expect(ours(await keysOf(queue)).filter((key) => !key.startsWith('rxswarm'))).toEqual(['a:run', 'a:run:events']);
    await new Promise((resolve) => setTimeout(resolve, 350));
    expect(ours(await keysOf(queue)).filter((key) => !key.startsWith('rxswarm'))).toEqual([]);
    const [error] = (await everything(watch(queue, 'a'))) as [SwarmError];
    expect(error).toMatchObject({ type: 'usage' });
    expect(error.message).toMatch(/^Run "a": /);
  });

  it('makes way for a new run of the same id once it has expired', async () => {
    const queue = queues.queue();
    await queues.worker(queue, new Swarm(scriptedModel(['One', 'Two'])), [ada]);
    const run = submit(queue, { id: 'a', agent: ada, messages }, { ttl: 60 });
    await everything(run);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect((await everything(run)).at(-1)).toMatchObject({ response: { messages: [{ content: 'Two' }] } });
  });

  it.each<readonly [string, object, string]>([
    ['an array instead of a checkpoint', { checkpoint: '[]' }, 'usage'],
    ['a checkpoint that is not JSON', { checkpoint: 'x' }, 'usage'],
    ['a count that is not a number', { attempt: 'x' }, 'failed'],
  ])('fails a run once when it is %s', async (_, fields, type) => {
    const queue = queues.queue();
    await (await queue.getBackend().client).hset(queue.toKey('a:run'), { ...fields });
    await queue.add('Ada', { agent: 'Ada', ttl: 1000, options: { messages } }, { jobId: 'a' });
    await queues.worker(queue, new Swarm(scriptedModel([])), [ada]);
    const state = async () => (await queue.getJob('a'))?.getState();
    for (let looks = 0; looks < 100 && (await state()) !== 'failed'; looks++)
      await new Promise((resolve) => setTimeout(resolve, 10));
    expect(await state()).toBe('failed');
    const told =
      type === 'usage' ? { message: 'The stored state of the run is not a checkpoint.' } : { type: 'protocol' };
    expect(await everything(watch(queue, 'a'))).toEqual([expect.objectContaining(told)]);
  });

  const FIELDS = ['attempt', 'begun', 'broke', 'dirty', 'bytes', 'write', 'holder', 'refused', 'digest', 'checkpoint'];
  const VALUES = [
    '',
    'null',
    'x',
    '-1',
    '1e999',
    '9'.repeat(400),
    '{"__proto__":{"polluted":1}}',
    'x'.repeat(1_000_000),
  ];

  it.each(FIELDS)('ends a run with a response or a SwarmError, whatever %s of its record holds', async (field) => {
    const queue = queues.queue();
    const client = await queue.getBackend().client;
    const other = new Agent({ name: 'Eve' });
    const model = () => scriptedModel(['Done'])({ model: 'm', messages: [], stream: true });
    await queues.worker(queue, new Swarm(model), [ada, other], { retries: 1 });
    for (const [place, value] of VALUES.entries()) {
      const id = `${field}-${place}`;
      await client.hset(queue.toKey(`${id}:run`), { dirty: '1', [field]: value });
      await queue.add('Ada', { agent: 'Ada', ttl: 1000, options: { messages } }, { jobId: id });
      const last = (await everything(watch(queue, id))).at(-1);
      expect(last instanceof SwarmError || (last as { response?: object }).response !== undefined).toBe(true);
    }
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });

  it('holds no key of readers that have left', async () => {
    const queue = queues.queue();
    await everything(watch(queue, 'nobody'));
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(await keysOf(queue)).toEqual(['meta']);
  });

  it.each<readonly [string, unknown, RegExp]>([
    ['null', null, /is not a run/],
    ['an array', [1], /is not a run/],
    ['no agent', { ttl: 1000, options: { messages } }, /^The agent of the run is undefined/],
    [
      'an agent that is an object',
      { agent: { name: 'Ada' }, ttl: 1000, options: { messages } },
      /^The agent of the run/,
    ],
    ['options that are a string', { agent: 'Ada', ttl: 1000, options: 'x' }, /^The options of the run are "x"/],
    ['messages that are a string', { agent: 'Ada', ttl: 1000, options: { messages: 'x' } }, /^messages is "x"/],
    ['a bound that is a string', { agent: 'Ada', ttl: 1000, options: { messages, maxTurns: 'x' } }, /^maxTurns is "x"/],
    ['a negative ttl', { agent: 'Ada', ttl: -1, options: { messages } }, /^The ttl of the run is -1/],
  ])('is checked before use: a job with %s', async (_, data, message) => {
    const queue = queues.queue();
    const model = scriptedModel([]);
    await queue.add('Ada', data, { jobId: 'a' });
    await queues.worker(queue, new Swarm(model), [ada]);
    const [error] = (await everything(watch(queue, 'a'))) as [SwarmError];
    expect([error.type, error.message]).toEqual(['usage', expect.stringMatching(message)]);
    expect(model.requests).toEqual([]);
  });

  it('pollutes no prototype', async () => {
    const queue = queues.queue();
    const data: unknown = JSON.parse(
      '{"agent":"Ada","ttl":1000,"__proto__":{"a":1},"options":{"__proto__":{"polluted":1},"messages":[{"role":"user","content":"x","__proto__":{"b":1}}],"contextVariables":{"__proto__":{"polluted":1},"constructor":1,"x":1}}}',
    );
    await queue.add('Ada', data, { jobId: 'a' });
    await queues.worker(queue, new Swarm(scriptedModel(['Done'])), [ada]);
    const events = await everything(watch(queue, 'a'));
    expect(events.at(-1)).toMatchObject({ response: { contextVariables: { x: 1 } } });
    expect(JSON.stringify(events)).not.toContain('polluted');
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });

  it('errors with a protocol error for an entry that is not JSON', async () => {
    const queue = queues.queue();
    const client = await queue.getBackend().client;
    await client.xadd(queue.toKey('a:run:events'), '*', { events: 'x' });
    await client.hset(queue.toKey('a:run'), { digest: 'x' });
    const [error] = (await everything(watch(queue, 'a'))) as [SwarmError];
    expect(error).toMatchObject({ type: 'protocol' });
  });

  it('is described without the password of the connection', async () => {
    const { redisError } = await import('../../lib/bullmq/redis/redis.ts');
    const cause = Object.assign(new Error('connect failed: redis://user:s3cret@host:6379'), {
      command: { args: ['s3cret'] },
    });
    const error = redisError(cause);
    expect(error.message).toBe('Redis failed: connect failed: redis://***@host:6379');
    expect(error.cause).toBeUndefined();
  });
});
