import { Agent, Swarm, SwarmError } from 'rxswarm';
import { submit } from 'rxswarm/bullmq';
import { scriptedModel } from 'rxswarm/testing';
import { everything, startQueues, type Queues } from '../support/queues.ts';

const messages = [{ role: 'user', content: 'Hi' }] as const;

describe('a worker without the agent', () => {
  let queues: Queues;
  beforeAll(async () => {
    queues = await startQueues();
  });
  afterEach(() => queues.clear());
  afterAll(() => queues.stop());

  const bob = new Agent({ name: 'Bob' });
  const toBob = () => bob;
  const ada = new Agent({ name: 'Ada', functions: [toBob] });

  it('passes the run on to a worker that has it, also after a handoff', async () => {
    const queue = queues.queue();
    const model = scriptedModel([{ calls: [{ name: 'toBob' }] }, 'Bob here']);
    await queues.worker(queue, new Swarm(scriptedModel([])), [new Agent({ name: 'Eve' })]);
    const ended = everything(submit(queue, { agent: ada, messages }));
    await queues.worker(queue, new Swarm(model), [ada, bob]);
    expect((await ended).at(-1)).toMatchObject({ response: { agent: { name: 'Bob' } } });
  });

  it('passes on a run of another version, and takes a run that asks for no version', async () => {
    const queue = queues.queue();
    const [old, young] = [scriptedModel(['old', 'old']), scriptedModel(['young', 'young'])];
    await queues.worker(queue, new Swarm(old), [ada], { version: '1' });
    const ended = everything(submit(queue, { agent: ada, messages, version: '2' }));
    const any = everything(submit(queue, { agent: ada, messages }));
    expect((await any).at(-1)).toMatchObject({ response: { messages: [{ content: 'old' }] } });
    await queues.worker(queue, new Swarm(young), [ada], { version: '2' });
    expect((await ended).at(-1)).toMatchObject({ response: { messages: [{ content: 'young' }] } });
    expect(old.requests).toHaveLength(1);
  });

  it('fails the run with a usage error after agentTimeout', async () => {
    const queue = queues.queue();
    await queues.worker(queue, new Swarm(scriptedModel([])), [ada], { agentTimeout: 100 });
    const [error] = (await everything(submit(queue, { agent: { name: 'Zoe' }, messages, version: '3' }))) as [
      SwarmError,
    ];
    expect(error).toMatchObject({ type: 'usage' });
    expect(error.message).toMatch(
      /^No worker with an agent "Zoe" of version "3" has taken the run for 100 ms: list it among the agents/,
    );
  });

  it('passes the run on until the worker that has it is free', async () => {
    const queue = queues.queue();
    const alone = { concurrency: 1, lockDuration: 5000 };
    await queues.worker(queue, new Swarm(scriptedModel(['one two three', 'Done'], { delay: 100 })), [ada], alone);
    await queues.worker(queue, new Swarm(scriptedModel([])), [new Agent({ name: 'Eve' })], alone);
    const ended = ['a', 'b'].map((id) => everything(submit(queue, { id, agent: ada, messages })));
    for (const events of await Promise.all(ended)) expect(events.at(-1)).not.toBeInstanceOf(SwarmError);
  });

  it.each(['__proto__', 'constructor', 'toString'])(
    'finds no agent named %s in the prototype of its list',
    async (name) => {
      const queue = queues.queue();
      await queues.worker(queue, new Swarm(scriptedModel([])), [ada], { agentTimeout: 1 });
      const [error] = (await everything(submit(queue, { agent: { name }, messages }))) as [SwarmError];
      expect(error).toMatchObject({ type: 'usage' });
    },
  );

  it('is refused for two agents of one name and for options out of range', () => {
    const start = (agents: readonly Agent[], options = {}) =>
      queues.worker(queues.queue(), new Swarm(scriptedModel([])), agents, options);
    return Promise.all([
      expect(start([ada, new Agent({ name: 'Ada' })])).rejects.toThrow(/^Two of the agents are named "Ada"/),
      expect(start([ada], { concurrency: 0 })).rejects.toThrow(
        /^worker\({ concurrency }\) is 0: it must be a whole number/,
      ),
      expect(start([ada], { retries: NaN })).rejects.toThrow(SwarmError),
    ]);
  });
});
