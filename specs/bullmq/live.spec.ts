import { Agent, Swarm } from 'rxswarm';
import { submit, watch } from 'rxswarm/bullmq';
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

  it('emits what swarm.run() emits, from a worker with a connection of its own', async () => {
    const queue = queues.queue('live');
    await queues.worker(queues.queue('live'), new Swarm(scriptedModel(script)), [ada]);
    const local = new Swarm(scriptedModel(script)).run({ agent: ada, messages, runId: 'same' });
    expect(await everything(submit(queue, { id: 'same', agent: ada, messages }))).toEqual(await overWire(local));
  });

  it('can be watched after its end: all of it', async () => {
    const queue = queues.queue();
    await queues.worker(queue, new Swarm(scriptedModel(script)), [ada]);
    const first = await everything(submit(queue, { id: 'a', agent: ada, messages }));
    expect(await everything(watch(queue, 'a'))).toEqual(first);
  });

  it('streams while the model speaks', async () => {
    const queue = queues.queue();
    await queues.worker(queue, new Swarm(scriptedModel(['one two three four'], { delay: 50 })), [ada]);
    const begin = Date.now();
    const token$ = submit(queue, { agent: { name: 'Ada' }, messages }).pipe(text());
    const times = await collect(token$);
    expect(times).toEqual(['one', ' two', ' three', ' four']);
    expect(Date.now() - begin).toBeGreaterThan(200);
  });

  it('gives its response', async () => {
    const queue = queues.queue();
    await queues.worker(queue, new Swarm(scriptedModel(['Yes.'])), [ada]);
    const { agent, messages: added } = await last(submit(queue, { agent: ada, messages }).pipe(response()));
    expect([agent, added]).toEqual([{ name: 'Ada' }, [{ role: 'assistant', content: 'Yes.', sender: 'Ada' }]]);
  });
});
