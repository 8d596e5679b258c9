import { Agent, Swarm, SwarmError } from 'rxswarm';
import { http, type ChatModel } from 'rxswarm/models';
import { cancel, submit, watch } from 'rxswarm/bullmq';
import { withSchema } from 'rxswarm/schema';
import { scriptedModel } from 'rxswarm/testing';
import { NEVER } from 'rxjs';
import { loopbackServer } from '../support/loopback-server.ts';
import { rest } from '../support/process.ts';
import { everything, startQueues, type Queues } from '../support/queues.ts';
import { until } from '../support/until.ts';
import { content, event } from '../support/wire.ts';

const messages = [{ role: 'user', content: 'Hi' }] as const;
const ada = new Agent({ name: 'Ada' });

describe('cancel()', () => {
  let queues: Queues;
  beforeAll(async () => {
    queues = await startQueues();
  });
  afterEach(() => queues.clear());
  afterAll(() => queues.stop());

  const wasCancelled = (response: object = { messages: [] }): unknown =>
    expect.objectContaining({
      type: 'aborted',
      message: 'The run was cancelled.',
      response: expect.objectContaining(response) as unknown,
    });

  it('closes the model’s socket and tells all watchers', async () => {
    const server = await loopbackServer({ body: [event(content('Half')), { stall: true }] });
    const queue = queues.queue('socket');
    await queues.worker(queues.queue('socket'), new Swarm(http({ baseURL: server.url, apiKey: 'none' })), [ada]);
    const ended = [everything(submit(queue, { id: 'a', agent: ada, messages })), everything(watchSoon(queue))];
    await server.until(({ underWay }) => underWay === 1);
    expect(await cancel(queue, 'a')).toBe(true);
    await server.until(({ broken }) => broken === 1);
    for (const events of await Promise.all(ended)) expect(events.at(-1)).toEqual(wasCancelled());
    expect(await everything(watch(queue, 'a'))).toEqual(await ended[0]);
    expect(await cancel(queue, 'a')).toBe(false);
    await server.close();
  });

  const watchSoon = (queue: Parameters<typeof watch>[0]) => submit(queue, { id: 'a', agent: ada, messages });

  it('aborts the signals of functions and keeps the turns before', async () => {
    let [begun, aborted] = [false, false];
    const wait = withSchema(
      (signal: AbortSignal) => {
        begun = true;
        signal.addEventListener('abort', () => (aborted = true));
        return NEVER;
      },
      { name: 'wait', order: ['$signal'], parameters: { type: 'object', properties: {} } },
    );
    const agent = new Agent({ name: 'Ada', functions: [wait] });
    const queue = queues.queue();
    await queues.worker(queue, new Swarm(scriptedModel([{ calls: [{ name: 'wait' }] }])), [agent]);
    const ended = everything(submit(queue, { id: 'a', agent, messages }));
    await until(() => begun, 'the call');
    await cancel(queue, 'a');
    const response = { messages: [expect.objectContaining({ role: 'assistant', sender: 'Ada' })] };
    expect((await ended).at(-1)).toEqual(wasCancelled(response));
    expect(aborted).toBe(true);
  });

  it('keeps a waiting run from beginning', async () => {
    const queue = queues.queue();
    const ended = everything(submit(queue, { id: 'a', agent: ada, messages, contextVariables: { n: 1 } }));
    await queueHas(queue, 1);
    expect(await cancel(queue, 'a')).toBe(true);
    expect(await ended).toEqual([wasCancelled({ messages: [], agent: { name: 'Ada' }, contextVariables: { n: 1 } })]);
    const model = scriptedModel(['No.']);
    await queues.worker(queue, new Swarm(model), [ada]);
    expect(await everything(submit(queue, { id: 'a', agent: ada, messages, contextVariables: { n: 1 } }))).toEqual(
      await ended,
    );
    expect(model.requests).toEqual([]);
  });

  const queueHas = async (queue: Parameters<typeof watch>[0], count: number): Promise<void> => {
    let waiting = 0;
    while (waiting !== count) waiting = await queue.getWaitingCount();
  };

  it('tells watchers that look after the job was removed and before the end was written', async () => {
    const queue = queues.queue();
    const submitted = everything(submit(queue, { id: 'a', agent: ada, messages }));
    await queueHas(queue, 1);
    await queue.remove('a');
    const ended = everything(watch(queue, 'a'));
    await rest(100);
    expect(await cancel(queue, 'a')).toBe(true);
    expect(await Promise.all([submitted, ended])).toEqual([[wasCancelled()], [wasCancelled()]]);
  });

  it('is not needed to notice a removed job: watchers are told a second later', async () => {
    const queue = queues.queue();
    submit(queue, { id: 'a', agent: ada, messages }).subscribe({ error: () => undefined });
    await queueHas(queue, 1);
    await queue.remove('a');
    expect(await everything(watch(queue, 'a'))).toEqual([
      expect.objectContaining({ type: 'usage', message: 'Run "a": Its job was removed from the queue.' }),
    ]);
  });

  it('resolves to false for an unknown id and rejects for an invalid one', async () => {
    const queue = queues.queue();
    expect(await cancel(queue, 'nobody')).toBe(false);
    await expect(cancel(queue, 'a:b')).rejects.toBeInstanceOf(SwarmError);
  });

  it('is not implied when a watcher leaves', async () => {
    const queue = queues.queue();
    const model: ChatModel = (request) => scriptedModel(['one two three'], { delay: 20 })(request);
    await queues.worker(queue, new Swarm(model), [ada]);
    const watching = submit(queue, { id: 'a', agent: ada, messages }).subscribe({
      next: () => watching.unsubscribe(),
      error: () => undefined,
    });
    await until(() => watching.closed, 'the first event');
    const events = await everything(watch(queue, 'a'));
    expect(events.at(-1)).toMatchObject({ response: { messages: [{ content: 'one two three' }] } });
  });
});
