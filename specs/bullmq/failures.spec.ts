import { Agent, Swarm, SwarmError } from 'rxswarm';
import { submit, watch } from 'rxswarm/bullmq';
import { scriptedModel } from 'rxswarm/testing';
import { concat, mergeMap, NEVER, Observable, of, throwError, timer } from 'rxjs';
import { chunk } from '../support/chunks.ts';
import { everything, startQueues, type Queues } from '../support/queues.ts';

const messages = [{ role: 'user', content: 'Hi' }] as const;
const greet = () => 'Hello';
const ada = new Agent({ name: 'Ada', functions: [greet] });
const calling = { calls: [{ name: 'greet' }] };

describe('a run that fails', () => {
  let queues: Queues;
  beforeAll(async () => {
    queues = await startQueues();
  });
  afterEach(() => queues.clear());
  afterAll(() => queues.stop());

  const told = (error: object): unknown => expect.objectContaining({ name: 'SwarmError', ...error });

  const busy = () => throwError(() => new SwarmError('http', 'Busy.', { status: 503 }));

  it('is tried again from the turn that broke when the failure may pass', async () => {
    const queue = queues.queue();
    const busy$ = concat(of(chunk({ role: 'assistant', content: 'Half' })), timer(30).pipe(mergeMap(busy)));
    const model = scriptedModel([calling, busy$, busy$, 'Done']);
    await queues.worker(queue, new Swarm(model), [ada]);
    const events = await everything(submit(queue, { id: 'a', agent: ada, messages }));
    expect(events.filter((event) => 'retry' in (event as object))).toEqual([
      { retry: { attempt: 1, type: 'http', message: 'Busy.' } },
      { retry: { attempt: 2, type: 'http', message: 'Busy.' } },
    ]);
    expect(events.at(-1)).toMatchObject({ response: { messages: [{}, { content: 'Hello' }, { content: 'Done' }] } });
    expect(model.requests).toHaveLength(4);
  });

  it('ends with the error, its status and the response so far after its last attempt', async () => {
    const queue = queues.queue();
    await queues.worker(queue, new Swarm(scriptedModel([calling, busy(), busy(), busy(), busy()])), [ada], {
      retries: 1,
    });
    const events = await everything(submit(queue, { id: 'a', agent: ada, messages }));
    const response = { messages: [expect.anything(), expect.objectContaining({ content: 'Hello' })] };
    expect(events.at(-1)).toEqual(
      told({ type: 'http', status: 503, message: 'Busy.', response: expect.objectContaining(response) as unknown }),
    );
    expect((await everything(watch(queue, 'a'))).at(-1)).toEqual(events.at(-1));
    expect(await (await queue.getJob('a'))?.getState()).toBe('failed');
  });

  it.each([
    ['usage', new SwarmError('usage', 'Wrong.')],
    ['budget', new SwarmError('budget', 'Used up.')],
    ['http', new SwarmError('http', 'No such model.', { status: 404 })],
    ['model', new Error('Broken.')],
  ])('is not tried again after an error of type %s that would come again', async (type, error) => {
    const queue = queues.queue();
    const model = scriptedModel([{ error }, 'Never']);
    await queues.worker(queue, new Swarm(model), [ada]);
    const events = await everything(submit(queue, { agent: ada, messages }));
    expect(events.at(-1)).toEqual(told({ type, message: error.message }));
    expect(model.requests).toHaveLength(1);
  });

  it('has all its attempts at each turn', async () => {
    const queue = queues.queue();
    const model = scriptedModel([busy(), calling, busy(), 'Done']);
    await queues.worker(queue, new Swarm(model), [ada], { retries: 1 });
    const events = await everything(submit(queue, { agent: ada, messages }));
    expect(events.at(-1)).toMatchObject({ response: { messages: { length: 3 } } });
  });

  it('ends when its worker is lost at each attempt', async () => {
    const queue = queues.queue();
    const model = scriptedModel([calling, NEVER, NEVER, NEVER]);
    const started = await queues.worker(queue, new Swarm(model), [ada], { retries: 1 });
    const client = await queue.getBackend().client;
    started.events$.subscribe({
      next: ({ status }) => {
        if (status === 'begun' || status === 'resumed')
          setTimeout(() => void client.del(queue.toKey('a:lock')).catch(() => undefined), 50);
      },
      error: () => undefined,
    });
    const events = await everything(submit(queue, { id: 'a', agent: ada, messages }));
    const message = 'The turn was begun 2 times, and each time the worker was lost.';
    expect(events.at(-1)).toEqual(told({ type: 'incomplete', message }));
    expect((events.at(-1) as SwarmError).response?.messages).toHaveLength(2);
    expect(model.requests).toHaveLength(3);
  });

  it('takes at most runTimeout in all attempts together', async () => {
    const queue = queues.queue();
    await queues.worker(queue, new Swarm(scriptedModel([calling, NEVER])), [ada]);
    const events = await everything(submit(queue, { agent: ada, messages, runTimeout: 150 }));
    expect(events.at(-1)).toEqual(told({ type: 'timeout' }));
    expect((events.at(-1) as SwarmError).response?.messages).toHaveLength(2);
  });

  it.each<readonly [string, unknown]>([
    ['as it was', new Map()],
    ['at all', 1n],
  ])('names the context variable that JSON does not hold %s', async (_, at) => {
    const dated = new Agent({ name: 'Dated', functions: [greet] });
    const queue = queues.queue();
    const model = scriptedModel([calling]);
    const swarm = new Swarm(model).wrap(
      (run) => (chat, options) => run(chat, { ...options, contextVariables: { at } }),
    );
    await queues.worker(queue, swarm, [dated]);
    const events = await everything(submit(queue, { agent: dated, messages }));
    expect(events.at(-1)).toEqual(
      told({ type: 'usage', message: expect.stringMatching(/"at" cannot be stored/) as unknown }),
    );
  });

  it('does not fail because of one large event', async () => {
    const large = () => 'x'.repeat(4_500_000);
    const agent = new Agent({ name: 'Ada', functions: [large] });
    const queue = queues.queue();
    await queues.worker(queue, new Swarm(scriptedModel([{ calls: [{ name: 'large' }] }, 'Done'])), [agent]);
    const events = await everything(submit(queue, { agent, messages }));
    expect(events.at(-1)).not.toBeInstanceOf(SwarmError);
  });

  it('names maxEventBytes when its events are too many', async () => {
    const chatter = () =>
      new Observable<string>((out) => {
        for (let i = 0; i < 100; i++) out.next('x'.repeat(1000));
        out.complete();
      });
    const agent = new Agent({ name: 'Ada', functions: [chatter] });
    const queue = queues.queue();
    const model = scriptedModel([{ calls: [{ name: 'chatter' }] }, 'Done']);
    await queues.worker(queue, new Swarm(model), [agent], { maxEventBytes: 20_000 });
    const events = await everything(submit(queue, { agent, messages }));
    expect(events.at(-1)).toEqual(
      told({ type: 'usage', message: expect.stringMatching(/raise maxEventBytes/) as unknown }),
    );
  });
});
