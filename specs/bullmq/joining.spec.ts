import { Agent, Swarm, SwarmError } from 'rxswarm';
import { submit, watch, type QueuedRun } from 'rxswarm/bullmq';
import { scriptedModel } from 'rxswarm/testing';
import { everything, startQueues, type Queues } from '../support/queues.ts';

const messages = [{ role: 'user', content: 'Hi' }] as const;
const ada = new Agent({ name: 'Ada' });

describe('the id of a run', () => {
  let queues: Queues;
  beforeAll(async () => {
    queues = await startQueues();
  });
  afterEach(() => queues.clear());
  afterAll(() => queues.stop());

  const usage = (message: string | RegExp): readonly unknown[] => [
    expect.objectContaining({ name: 'SwarmError', type: 'usage', message: expect.stringMatching(message) as string }),
  ];

  it('is one run for all who submit it, also after its end', async () => {
    const queue = queues.queue('joined');
    const model = scriptedModel(['one two three'], { delay: 20 });
    await queues.worker(queue, new Swarm(model), [ada]);
    const run: QueuedRun = { id: 'a', agent: ada, messages };
    const [one, two, three] = await Promise.all([
      everything(submit(queue, run)),
      everything(submit(queues.queue('joined'), run)),
      everything(watchSoon(queue, 'a')),
    ]);
    expect(two).toEqual(one);
    expect(three).toEqual(one);
    expect(await everything(submit(queue, run))).toEqual(one);
    expect(model.requests).toHaveLength(1);
  });

  const watchSoon = (queue: Parameters<typeof watch>[0], id: string) => submit(queue, { id, agent: ada, messages });

  it('cannot be taken by another run', async () => {
    const queue = queues.queue();
    await queues.worker(queue, new Swarm(scriptedModel(['Yes.'])), [ada]);
    await everything(submit(queue, { id: 'a', agent: ada, messages }));
    const other = submit(queue, { id: 'a', agent: ada, messages: [{ role: 'user', content: 'Other' }] });
    expect(await everything(other)).toEqual(usage(/^Another run was submitted as "a": give this one an id of its own/));
  });

  it.each([
    ['', /use 1 to 128 letters/],
    ['a:b', /use 1 to 128 letters/],
    ['a b', /use 1 to 128 letters/],
    ['../a', /use 1 to 128 letters/],
    ['a\n', /use 1 to 128 letters/],
    ['x'.repeat(129), /use 1 to 128 letters/],
    ['42', /BullMQ numbers jobs itself/],
    ['meta', /BullMQ has a key of that name/],
    ['wait', /BullMQ has a key of that name/],
    [null as unknown as string, /use 1 to 128 letters/],
    [{ toString: () => 'a' } as unknown as string, /use 1 to 128 letters/],
  ])('is refused when it is %j', async (id, message) => {
    const queue = queues.queue();
    expect(await everything(submit(queue, { id, agent: ada, messages }))).toEqual(usage(message));
    expect(await everything(watch(queue, id))).toEqual(usage(message));
    expect(await queue.getJobCounts()).toMatchObject({ waiting: 0 });
  });

  it.each(['__proto__', 'constructor', 'a.b@c=d+e-f_g', 'rxswarm'])('may be %s', async (id) => {
    const queue = queues.queue();
    await queues.worker(queue, new Swarm(scriptedModel(['Yes.'])), [ada]);
    const events = await everything(submit(queue, { id, agent: ada, messages }));
    expect(events.at(-1)).toMatchObject({ response: { messages: [{ content: 'Yes.' }] } });
  });

  it('is an error when no run has it', async () => {
    const queue = queues.queue();
    expect(await everything(watch(queue, 'nobody'))).toEqual(usage('Run "nobody"'));
  });

  it.each<readonly [string, object, RegExp]>([
    ['no agent', { messages }, /^The agent of the run is undefined/],
    ['no messages', { agent: ada }, /^messages is undefined/],
    ['an unknown role', { agent: ada, messages: [{ role: 'x' }] }, /^messages\[0\] has the role "x"/],
    ['a bound of 0', { agent: ada, messages, maxTurns: 0 }, /^maxTurns is 0/],
    ['a date', { agent: ada, messages, contextVariables: { at: new Date(0) } }, /"at" cannot be queued/],
    ['a function', { agent: ada, messages, contextVariables: { f: () => 1 } }, /"f" cannot be queued/],
    [
      '10 MB',
      { agent: ada, messages: [{ role: 'user', content: 'x'.repeat(10_000_000) }] },
      /more than 1000000: shorten/,
    ],
  ])('is not taken by a run with %s', async (_, run, message) => {
    const queue = queues.queue();
    expect(await everything(submit(queue, run as QueuedRun))).toEqual(usage(message));
    expect(await queue.getJobCounts()).toMatchObject({ waiting: 0 });
  });

  it('keeps bounds of Infinity, which JSON does not have', async () => {
    const queue = queues.queue();
    await queues.worker(queue, new Swarm(scriptedModel(['Yes.'])), [ada]);
    const run = { agent: ada, messages, maxTurns: Infinity, toolConcurrency: Infinity, runTimeout: Infinity };
    expect((await everything(submit(queue, run))).at(-1)).not.toBeInstanceOf(SwarmError);
  });
});
