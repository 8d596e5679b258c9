import { Agent, Swarm } from 'rxswarm';
import { Queue } from 'bullmq';
import { Redis } from 'ioredis';
import { submit, submitFlow, watch } from 'rxswarm/bullmq';
import { withSchema } from 'rxswarm/schema';
import { rest } from '../support/process.ts';
import { response, text } from 'rxswarm/operators';
import { scriptedModel } from 'rxswarm/testing';
import { collect, last } from '../support/collect.ts';
import { everything, overWire, startQueues, type Queues } from '../support/queues.ts';

const messages = [{ role: 'user', content: 'Hi' }] as const;

describe('a run on a queue', () => {
  let queues: Queues;
  beforeAll(async () => {
    queues = await startQueues();
  });
  afterEach(() => queues.clear());
  afterAll(() => queues.stop());

  const greet = () => 'Hello there';
  const ada = new Agent({ name: 'Ada', functions: [greet] });
  const script = [{ calls: [{ name: 'greet' }] }, 'They say hello to you.'];

  it('emits the events of swarm.run(), from a worker with a connection of its own', async () => {
    const queue = queues.queue('live');
    await queues.worker(queues.queue('live'), new Swarm(scriptedModel(script)), [ada]);
    const local = new Swarm(scriptedModel(script)).run({ agent: ada, messages, runId: 'same' });
    expect(await everything(submit(queue, { id: 'same', agent: ada, messages }))).toEqual(await overWire(local));
  });

  it('emits all events to a watcher after its end', async () => {
    const queue = queues.queue();
    await queues.worker(queue, new Swarm(scriptedModel(script)), [ada]);
    const first = await everything(submit(queue, { id: 'a', agent: ada, messages }));
    expect(await everything(watch(queue, 'a'))).toEqual(first);
  });

  it.each([0, 120, 200, 300])('is watched again %d ms after the last watcher left', async (gap) => {
    const queue = queues.queue(`gap-${gap}`);
    await queues.worker(queues.queue(`gap-${gap}`), new Swarm(scriptedModel(['a', 'b'])), [ada]);
    await everything(submit(queue, { agent: ada, messages }));
    await rest(gap);
    const next = everything(submit(queue, { agent: ada, messages }));
    expect(await Promise.race([next.then((events) => events.at(-1)), rest(1500)])).toHaveProperty('response');
  });

  it('emits each token while the model streams', async () => {
    const queue = queues.queue();
    await queues.worker(queue, new Swarm(scriptedModel(['one two three four'], { delay: 50 })), [ada]);
    const begin = Date.now();
    const token$ = submit(queue, { agent: { name: 'Ada' }, messages }).pipe(text());
    const times = await collect(token$);
    expect(times).toEqual(['one', ' two', ' three', ' four']);
    expect(Date.now() - begin).toBeGreaterThan(200);
  });

  it('works over the caller’s own connection, under a prefix', async () => {
    const connection = new Redis({ port: queues.server.port, maxRetriesPerRequest: null });
    const queue = new Queue('own', { connection, prefix: '{own}' });
    const started = await queues.worker(queue, new Swarm(scriptedModel(['a', 'b', 'ab'])), [ada], { concurrency: 1 });
    const part = { agent: ada, messages };
    const events = await everything(submitFlow(queue, { id: 'own', agent: ada, messages }, [part, part]));
    expect(events.at(-1)).toMatchObject({ response: { messages: [{ content: 'ab' }] } });
    expect((await connection.keys('*own*')).filter((key) => !key.startsWith('{own}:own:'))).toEqual([]);
    await started.close();
    await queue.close();
    expect(connection.status).toBe('ready');
    await rest(150);
    connection.disconnect();
  });

  it('waits for approval, and goes on in a run with its runId', async () => {
    const pay = withSchema((_: string, call: { readonly idempotencyKey: string }) => call.idempotencyKey, {
      ...{ name: 'pay', order: ['to', '$call'], approval: true },
      parameters: { type: 'object', properties: { to: { type: 'string' } }, required: ['to'] },
    });
    const agent = new Agent({ name: 'Payer', functions: [pay] });
    const queue = queues.queue();
    await queues.worker(
      queue,
      new Swarm(scriptedModel([{ calls: [{ name: 'pay', arguments: { to: 'x' } }] }, 'Paid'])),
      [agent],
    );
    const asked = await last(submit(queue, { id: 'first', agent, messages }).pipe(response()));
    expect(asked.finishReason).toBe('tool_calls');
    const next = { id: 'second', runId: 'first', agent: asked.agent, decisions: { call_pay: true } as const };
    const paid = await last(submit(queue, { ...next, messages: [...messages, ...asked.messages] }).pipe(response()));
    expect(paid.messages.map(({ content }) => content)).toEqual(['first/1/call_pay', 'Paid']);
  });

  it('ends with its response', async () => {
    const queue = queues.queue();
    await queues.worker(queue, new Swarm(scriptedModel(['Yes.'])), [ada]);
    const { agent, messages: added } = await last(submit(queue, { agent: ada, messages }).pipe(response()));
    expect([agent, added]).toEqual([{ name: 'Ada' }, [{ role: 'assistant', content: 'Yes.', sender: 'Ada' }]]);
  });
});
