import { Agent, Swarm, type SwarmError } from 'rxswarm';
import { cancel, submitFlow, watch } from 'rxswarm/bullmq';
import { scriptedModel } from 'rxswarm/testing';
import { NEVER } from 'rxjs';
import { everything, startQueues, type Queues } from '../support/queues.ts';
import { until } from '../support/until.ts';

const messages = [{ role: 'user', content: 'Guten Tag' }] as const;
const translator = new Agent({ name: 'Translator', instructions: 'Translate.' });
const picker = new Agent({ name: 'Picker', instructions: 'Pick the best.' });

describe('submitFlow()', () => {
  let queues: Queues;
  beforeAll(async () => {
    queues = await startQueues();
  });
  afterEach(() => queues.clear());
  afterAll(() => queues.stop());

  const three = ['a', 'b', 'c'].map((style) => ({ agent: translator, messages, contextVariables: { style } }));

  it('goes on with the answers of the children, in their order', async () => {
    const queue = queues.queue();
    const model = scriptedModel(['Good day', 'Hello', 'Hi', 'Good day it is']);
    await queues.worker(queue, new Swarm(model), [translator, picker], { concurrency: 1 });
    const events = await everything(submitFlow(queue, { id: 'pick', agent: picker, messages }, three));
    expect(events.at(-1)).toMatchObject({ response: { messages: [{ content: 'Good day it is' }] } });
    const told = model.requests.at(-1)?.messages.map(({ content }) => content);
    const answers = ['Good day', 'Hello', 'Hi'].map((content) => `Translator answers:\n${content}`);
    expect([told?.slice(0, 2), [...(told ?? [])].slice(2).sort()]).toEqual([['Pick the best.', 'Guten Tag'], answers]);
    const [first, second, third] = await Promise.all(
      ['pick.1', 'pick.2', 'pick.3'].map((id) => everything(watch(queue, id))),
    );
    const contents = [first, second, third].map(
      (each) => each?.at(-1) as { response: { messages: [{ content: string }] } },
    );
    expect(told?.slice(2)).toEqual(
      contents.map(({ response }) => `Translator answers:\n${response.messages[0].content}`),
    );
    expect(await everything(submitFlow(queue, { id: 'pick', agent: picker, messages }, three))).toEqual(events);
    expect(model.requests).toHaveLength(4);
  });

  it('describes a failed child to the last run', async () => {
    const queue = queues.queue();
    const model = scriptedModel([{ error: new Error('Broken.') }, 'Hello', 'Hi', 'Hello it is']);
    await queues.worker(queue, new Swarm(model), [translator, picker], { concurrency: 1 });
    const events = await everything(submitFlow(queue, { id: 'pick', agent: picker, messages }, three));
    expect(events.at(-1)).toMatchObject({ response: { messages: [{ content: 'Hello it is' }] } });
    expect(JSON.stringify(model.requests.at(-1)?.messages)).toMatch(/pick\.\d failed: Broken\./);
  });

  it('fails when all children failed', async () => {
    const queue = queues.queue();
    const broken = { error: new Error('Broken.') };
    await queues.worker(queue, new Swarm(scriptedModel([broken, broken, broken])), [translator, picker]);
    const [error] = (await everything(submitFlow(queue, { agent: picker, messages }, three))) as [SwarmError];
    expect(error.message).toBe('None of the 3 runs it waited for has answered: Broken.');
    expect(error.response?.agent).toEqual({ name: 'Picker' });
  });

  it('stops all children when the last run is cancelled, begun or not', async () => {
    const queue = queues.queue();
    let begun = 0;
    const swarm = new Swarm(() => (begun++, NEVER));
    await queues.worker(queue, swarm, [translator, picker], { concurrency: 2 });
    const ended = [everything(submitFlow(queue, { id: 'pick', agent: picker, messages }, three))];
    await until(() => begun === 2, 'two of them');
    ended.push(...['pick.1', 'pick.2', 'pick.3'].map((id) => everything(watch(queue, id))));
    expect(await cancel(queue, 'pick')).toBe(true);
    for (const events of await Promise.all(ended)) expect(events.at(-1)).toMatchObject({ type: 'aborted' });
    expect(begun).toBe(2);
    expect(await cancel(queue, 'pick')).toBe(false);
  });
});
