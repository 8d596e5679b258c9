import type { Queue } from 'bullmq';
import { Agent, Swarm } from 'rxswarm';
import type { ChatCompletionChunk } from 'rxswarm/models';
import { submit, type WorkEvent } from 'rxswarm/bullmq';
import { scriptedModel } from 'rxswarm/testing';
import { Subject } from 'rxjs';
import { runKeys } from '../../lib/bullmq/redis/keys.ts';
import { execute } from '../../lib/bullmq/redis/redis.ts';
import { call, chunk } from '../support/chunks.ts';
import { rest } from '../support/process.ts';
import { everything, startQueues, type Queues } from '../support/queues.ts';
import { until } from '../support/until.ts';

const messages = [{ role: 'user', content: 'Hi' }] as const;

describe('a worker that has lost its lock', () => {
  let queues: Queues;
  beforeAll(async () => {
    queues = await startQueues();
  });
  afterEach(() => queues.clear());
  afterAll(() => queues.stop());

  const setUp = async (name: string) => {
    const queue = queues.queue(name);
    const executed: string[] = [];
    const agentOf = (worker: string) => {
      const note = () => void executed.push(worker);
      return new Agent({ name: 'Ada', functions: [note] });
    };
    const tokens$ = new Subject<ChatCompletionChunk>();
    const stalled = await queues.worker(
      queues.queue(name),
      new Swarm(scriptedModel([tokens$, 'Done'])),
      [agentOf('stalled')],
      {
        // Busy, so that it does not take its own run again.
        concurrency: 1,
        lockDuration: 30_000,
      },
    );
    const seen: WorkEvent['status'][] = [];
    stalled.events$.subscribe({ next: ({ status }) => seen.push(status), error: () => undefined });
    const ended = everything(submit(queue, { id: 'a', agent: { name: 'Ada' }, messages }));
    await until(() => tokens$.observed, 'the request');
    tokens$.next(chunk({ role: 'assistant', content: 'Half' }));
    await rest(50);
    return { queue, executed, agentOf, tokens$, stalled, seen, ended };
  };
  const entries = async (queue: Queue) => {
    const client = await queue.getBackend().client;
    const found = (await client.xread([{ key: queue.toKey('a:run:events'), id: '0-0' }])) as
      [[string, unknown[]]] | null;
    return found?.[0][1].length ?? 0;
  };
  const steal = async (queue: Queue, token?: string): Promise<void> => {
    const client = await queue.getBackend().client;
    if (token === undefined) await client.del(queue.toKey('a:lock'));
    else await client.set(queue.toKey('a:lock'), token);
  };

  it('writes no event, and stops', async () => {
    const { queue, agentOf, tokens$, seen, ended } = await setUp('no-event');
    const before = await entries(queue);
    await steal(queue, 'another');
    tokens$.next(chunk({ content: ' more' }));
    await until(() => seen.includes('lost'), 'the loss');
    expect(await entries(queue)).toBe(before);
    expect(tokens$.observed).toBe(false);
    expect(seen).toEqual(['begun', 'lost']);
    await steal(queue);
    await queues.worker(queue, new Swarm(scriptedModel(['Done'])), [agentOf('next')]);
    tokens$.complete();
    expect((await ended).at(-1)).toHaveProperty('response');
  });

  it('stores no turn and calls no function, and the next worker goes on', async () => {
    const { queue, executed, agentOf, tokens$, seen, ended } = await setUp('no-turn');
    await steal(queue);
    const model = scriptedModel([{ calls: [{ name: 'note' }] }, 'Done']);
    await queues.worker(queue, new Swarm(model), [agentOf('next')]);
    await until(() => model.requests.length > 0, 'the next worker');
    tokens$.next(chunk({ tool_calls: [{ index: 0, ...call('note') }] }));
    tokens$.next(chunk({}, 'tool_calls'));
    tokens$.complete();
    const events = await ended;
    await until(() => seen.includes('lost'), 'the loss');
    expect(executed).toEqual(['next']);
    expect(events.at(-1)).toMatchObject({
      response: { messages: [{ tool_calls: [{ id: 'call_note' }] }, {}, { content: 'Done' }] },
    });
    expect(events.filter((event) => 'retry' in (event as object))).toHaveLength(1);
  });
});

describe('append', () => {
  let queues: Queues;
  beforeAll(async () => {
    queues = await startQueues();
  });
  afterEach(() => queues.clear());
  afterAll(() => queues.stop());

  it('is executed once when the client repeats it after its connection broke', async () => {
    const queue = queues.queue();
    const { run, messages: list, events, lock } = runKeys(queue, 'a');
    const client = await queue.getBackend().client;
    await client.set(lock, 'token');
    const begin = () => execute(queue, 'begin', [run, list, events, lock], ['token', 'one', 1000]);
    const [state, count] = (await begin()) as string[];
    expect((await begin()) as string[]).toEqual(expect.arrayContaining([state, count]));
    const append = (number: number) =>
      execute(
        queue,
        'append',
        [run, list, events, lock],
        ['token', 'one', number, 1000, 1000, '[{}]', '{"x":1}', '', '"message"'],
      );
    expect([await append(1), await append(1), await append(2)]).toEqual(['written', 'written', 'written']);
    expect(await client.lrange(list, 0, -1)).toEqual(['"message"', '"message"']);
    expect(
      await execute(queue, 'append', [run, list, events, lock], ['token', 'two', 3, 1000, 1000, '[{}]', '', '']),
    ).toBe('lost');
    const release = () => execute(queue, 'release', [run, lock], ['token', 'one', '{}', 0]);
    await release();
    await release();
    expect(await client.hget(run, 'attempt')).toBe('0');
  });

  it('is refused again when it is repeated, and takes any number of messages', async () => {
    const queue = queues.queue();
    const { run, messages: list, events, lock } = runKeys(queue, 'a');
    const client = await queue.getBackend().client;
    await client.set(lock, 'token');
    const keys = [run, list, events, lock];
    await execute(queue, 'begin', keys, ['token', 'one', 60_000]);
    const append = () => execute(queue, 'append', keys, ['token', 'one', 1, 60_000, 3, '[{}]', '', '']);
    expect([await append(), await append()]).toEqual(['full', 'full']);
    const many = Array.from({ length: 9000 }, () => '{}');
    await execute(queue, 'append', keys, ['token', 'one', 2, 60_000, 3, '', '{}', '', ...many]);
    const begun = (await execute(queue, 'begin', keys, ['token', 'one', 60_000])) as unknown[];
    expect(begun.at(-1)).toEqual(many);
  });
});
